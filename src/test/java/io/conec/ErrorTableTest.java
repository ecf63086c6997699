package io.conec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The manual's table of errors is the Javadoc of {@link ConecError}. With {@code -Derrors.table=update} the test writes
 * the table.
 */
class ErrorTableTest {

  private static final Path SOURCE = Path.of("src/main/java/io/conec/ConecError.java");
  private static final Path TABLE = Path.of("src/main/asciidoc/error-table.adoc");
  private static final boolean UPDATE = "update".equals(System.getProperty("errors.table"));

  /** A comment and the constant that follows it. */
  private static final Pattern CONSTANT = Pattern.compile("(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s+([A-Z_]+)\\(\\d+,");
  private static final Pattern TEXT = Pattern.compile("Code (\\d+)\\. (.+)");

  /** Chapters that say more. */
  private static final Map<ConecError, String> CHAPTERS = Map.of(
    ConecError.CONFIGURATION, "_when_the_native_library_cannot_be_used",
    ConecError.CERTIFICATE_UNTRUSTED, "_rules_for_certificates",
    ConecError.CERTIFICATE_REVOKED, "_revocation",
    ConecError.NO_DIRECT_PATH, "_when_it_stays_relayed");

  @Test
  void theTableOfTheManualIsTheJavadoc() throws IOException {
    Map<String, String> comments = CONSTANT.matcher(Files.readString(SOURCE)).results()
      .collect(Collectors.toMap(result -> result.group(2), result -> plain(result.group(1))));
    String table = Arrays.stream(ConecError.values()).map(error -> row(error, comments.get(error.name())))
      .collect(Collectors.joining("", """
        // From the Javadoc of ConecError, written by: ./mvnw test -Dtest=ErrorTableTest -Derrors.table=update
        [cols="3,1,6"]
        |===
        |ConecError |Code |Meaning, and what to do

        """, "|===\n"));
    if (UPDATE) {
      Files.writeString(TABLE, table);
    }
    assertEquals(Files.readString(TABLE), table, "run with -Derrors.table=update");
  }

  private static String row(ConecError error, String comment) {
    Matcher text = TEXT.matcher(comment);
    assertTrue(text.matches(), () -> error + ": " + comment);
    assertEquals(error.code(), Integer.parseInt(text.group(1)), error::name);
    String chapter = CHAPTERS.containsKey(error) ? " See <<" + CHAPTERS.get(error) + ">>." : "";
    return "|`" + error + "` |" + error.code() + " |" + text.group(2) + chapter + "\n";
  }

  /** Without the signs of Javadoc, in one line. */
  private static String plain(String comment) {
    return comment.replaceAll("\\s+\\*\\s+", " ").replaceAll("\\s+", " ").strip()
      .replaceAll("\\{@link [\\w.]+#([^}]+)\\}", "`$1`")
      .replaceAll("\\{@(?:code|link) ([^}]+)\\}", "`$1`");
  }
}
