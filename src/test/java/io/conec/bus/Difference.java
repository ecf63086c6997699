package io.conec.bus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of the manual's table of what is not the same across the bridge as in a cluster.
 */
record Difference(String title, String plain, String cluster, String bridge, String why) {

  private static final Path TABLE = Path.of("src/main/asciidoc/bus-differences.adoc");

  /** By title. */
  static Map<String, Difference> read() throws IOException {
    String rows = Files.readString(TABLE).split("(?m)^\\|===$")[1];
    Map<String, Difference> differences = new LinkedHashMap<>();
    Arrays.stream(rows.strip().split("\n\n")).skip(1).map(Difference::row).forEach(row -> {
      if (differences.put(row.title, row) != null) {
        throw new IllegalStateException("twice: " + row.title);
      }
    });
    return differences;
  }

  private static Difference row(String row) {
    List<String> cells = Arrays.stream(row.split("(?m)^\\|")).skip(1)
      .map(cell -> cell.strip().replace("\n", " ").replace("`", "")).toList();
    if (cells.size() != 5) {
      throw new IllegalStateException("not five cells: " + row);
    }
    return new Difference(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4));
  }
}
