package io.conec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents of the repository name and link to exists. */
class DocumentsTest {

  private static final List<Path> DOCUMENTS = Stream.of("README", "ARCHITECTURE", "DECISIONS", "BOUNDS", "MEASUREMENTS",
    "CONTRIBUTING", "SPEC").map(name -> Path.of(name + ".md")).toList();

  private static final int MAX_LINES_OF_ARCHITECTURE = 250;

  /** A type, perhaps with the end of its package and a member: {@code `channel.ReadQueue`}, {@code `Route.repeat`}. */
  private static final Pattern TYPE = Pattern.compile("`((?:[a-z]\\w*\\.)*)([A-Z]+[a-z]\\w*)\\b[^`]*`");

  /** A type in a diagram. */
  private static final Pattern TYPE_IN_DIAGRAM =
    Pattern.compile("\\b((?:util|wire|identity|transport|path|stream|channel|client|coordinator|bridge)\\.)([A-Z]\\w+)");

  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern WORD = Pattern.compile("\\w+");

  @Test
  void typesExist() throws IOException {
    List<String> files = new ArrayList<>();
    Set<String> words = new HashSet<>();
    for (Path source : sources()) {
      files.add("/" + source.toString().replace('\\', '/'));
      WORD.matcher(Files.readString(source)).results().forEach(word -> words.add(word.group()));
    }
    List<String> unknown = new ArrayList<>();
    for (Path document : DOCUMENTS) {
      String text = Files.readString(document);
      Stream.of(TYPE, TYPE_IN_DIAGRAM).flatMap(pattern -> pattern.matcher(text).results())
        .filter(type -> !exists(type, files, words)).forEach(type -> unknown.add(document + ": " + type.group()));
    }
    assertEquals(List.of(), unknown);
  }

  private static boolean exists(MatchResult type, List<String> files, Set<String> words) {
    if (type.group(1).isEmpty()) {
      return words.contains(type.group(2));
    }
    if (type.group(1).startsWith("io.vertx.")) {
      return true;
    }
    String end = "/" + type.group(1).replace('.', '/') + type.group(2) + ".java";
    return files.stream().anyMatch(file -> file.endsWith(end));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("DocumentsTest.java")).toList();
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : DOCUMENTS) {
      for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
        Path target = link.group(1).isEmpty() ? document : Path.of(link.group(1));
        if (!Files.exists(target) || link.group(2) != null && !anchors(target).contains(link.group(2))) {
          broken.add(document + ": " + link.group());
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(Path document) throws IOException {
    Set<String> anchors = new HashSet<>();
    HEADING.matcher(Files.readString(document)).results().forEach(heading -> anchors.add(
      heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-')));
    return anchors;
  }

  @Test
  void architectureIsShort() throws IOException {
    int lines = Files.readAllLines(Path.of("ARCHITECTURE.md")).size();
    assertTrue(lines <= MAX_LINES_OF_ARCHITECTURE, lines + " lines");
  }
}
