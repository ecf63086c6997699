package io.conec.nat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tables in AsciiDoc, aligned so that they can be read as they are: written to {@code target}, and with
 * {@code -Dnat.report=update} to the directory of the manual, which includes them.
 */
final class Report {

  /** A property of the JVM, and the value with which the tables of the manual are written. */
  static final String PROPERTY = "nat.report";
  static final String UPDATED = "update";
  static final boolean UPDATE = UPDATED.equals(System.getProperty(PROPERTY));

  private static final String TABLE = "|===\n";

  private final String fileName;
  private final List<List<List<String>>> tables = new ArrayList<>();
  private String note = "";

  Report(String fileName) {
    this.fileName = fileName;
  }

  /** Begins a table. */
  void header(List<String> cells) {
    tables.add(new ArrayList<>());
    row(cells);
  }

  void row(List<String> cells) {
    tables.get(tables.size() - 1).add(cells);
  }

  /** The paragraph below the tables. */
  void note(String text) {
    note = text.isEmpty() ? "" : "\n" + text.strip() + "\n";
  }

  void write() throws IOException {
    Path directory = Path.of("target");
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(fileName), text());
    if (UPDATE) {
      Files.writeString(committed(), text());
    }
  }

  String text() {
    return tables.stream().map(Report::table).collect(Collectors.joining("\n", "", note));
  }

  /** The text of the file that is part of the manual. */
  String committedText() throws IOException {
    return Files.readString(committed());
  }

  private Path committed() {
    return Path.of("src/main/asciidoc", fileName);
  }

  private static String table(List<List<String>> rows) {
    int[] widths = IntStream.range(0, rows.get(0).size())
      .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow()).toArray();
    List<String> lines = rows.stream().map(row -> line(row, widths)).toList();
    return TABLE + lines.get(0) + "\n" + String.join("", lines.subList(1, lines.size())) + TABLE;
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, widths.length)
      .mapToObj(column -> "|" + row.get(column) + " ".repeat(widths[column] - row.get(column).length()))
      .collect(Collectors.joining(" ")).stripTrailing() + "\n";
  }
}
