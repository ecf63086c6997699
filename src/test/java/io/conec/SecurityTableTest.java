package io.conec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each cell of the manual's table of who can see or do what names a test that there is. */
class SecurityTableTest {

  private static final int CELLS = 15;
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

  @Test
  void everyCellNamesATestThatExists() throws IOException {
    Set<String> tests = tests();
    List<String> cells = cells();
    assertEquals(CELLS, cells.size(), cells::toString);
    for (String cell : cells) {
      List<String> named = TEST.matcher(cell).results().map(result -> result.group(1)).toList();
      assertTrue(!named.isEmpty(), () -> "no test: " + cell);
      assertTrue(tests.containsAll(named), () -> "not all of " + named + " exist: " + cell);
    }
  }

  private static Set<String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files.map(file -> file.getFileName().toString().replace(".java", "")).collect(Collectors.toSet());
    }
  }

  /** Those behind the first of each row. */
  private static List<String> cells() throws IOException {
    String manual = Files.readString(Path.of("src/main/asciidoc/security.adoc"));
    String table = manual.substring(manual.indexOf("=== Who can see or do what"));
    String rows = table.split("\\|===")[1];
    return Arrays.stream(rows.strip().split("\n\n")).skip(1)
      .flatMap(row -> Arrays.stream(row.split("(?m)^\\|")).skip(2))
      .toList();
  }
}
