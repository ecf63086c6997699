package io.conec.nat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tables in Markdown, aligned so that they can be read as they are: written to {@code target}, and with
 * {@code -Dnat.report=update} to where the manual takes them from.
 */
final class Report {

  /** A property of the JVM, and the value with which the tables of the manual are written. */
  static final String PROPERTY = "nat.report";
  static final String UPDATED = "update";
  static final boolean UPDATE = UPDATED.equals(System.getProperty(PROPERTY));

  private static final String RULE = "-";

  private final String fileName;
  private final List<List<List<String>>> tables = new ArrayList<>();
  private String note = "";

  Report(String fileName) {
    this.fileName = fileName;
  }

  /** Begin a table. */
  void header(List<String> cells) {
    tables.add(new ArrayList<>());
    row(cells);
    row(cells.stream().map(cell -> RULE).toList());
  }

  void row(List<String> cells) {
    tables.get(tables.size() - 1).add(cells);
  }

  /** What is to be said under the tables. */
  void note(String text) {
    note = "\n" + text + "\n";
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

  /** What is part of the manual. */
  String committedText() throws IOException {
    return Files.readString(committed());
  }

  private Path committed() {
    return Path.of("src/main/asciidoc", fileName);
  }

  private static String table(List<List<String>> rows) {
    int[] widths = IntStream.range(0, rows.get(0).size())
      .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow()).toArray();
    return rows.stream().map(row -> IntStream.range(0, widths.length)
        .mapToObj(column -> padded(row.get(column), widths[column]))
        .collect(Collectors.joining(" | ", "| ", " |\n")))
      .collect(Collectors.joining());
  }

  private static String padded(String cell, int width) {
    return cell + (cell.equals(RULE) ? RULE : " ").repeat(width - cell.length());
  }
}
