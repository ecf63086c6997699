package io.conec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents of the repository name and link to exists. */
class DocumentsTest {

  private static final List<Path> DOCUMENTS = Stream.of("README", "ARCHITECTURE", "DECISIONS", "BOUNDS", "MEASUREMENTS",
    "CONTRIBUTING", "SPEC").map(name -> Path.of(name + ".md")).toList();

  private static final int MAX_LINES_OF_ARCHITECTURE = 250;

  /** What fits beside the table of contents in a window of 1280 pixels. */
  private static final int MAX_COLUMNS_OF_CODE = 100;

  /** Of methods in Java, which the manual does not show. */
  private static final int INDENTATION = 4;

  /** A type, perhaps with the end of its package and a member: {@code `channel.ReadQueue`}, {@code `Route.repeat`}. */
  private static final Pattern TYPE = Pattern.compile("`((?:[a-z]\\w*\\.)*)([A-Z]+[a-z]\\w*)\\b[^`]*`");

  private static final Pattern MEMBER = Pattern.compile("`(?:[a-z]\\w*\\.)*([A-Z]+[a-z]\\w*)\\.(\\w+)");

  /** A type in a diagram. */
  private static final Pattern TYPE_IN_DIAGRAM =
    Pattern.compile("\\b((?:util|wire|identity|transport|path|stream|channel|client|coordinator|bridge)\\.)"
      + "([A-Z]\\w+)");

  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern CHAPTER = Pattern.compile("(?m)^==+ (.*)$");
  private static final Pattern REFERENCE = Pattern.compile("<<(\\w+)");
  private static final Pattern WORD = Pattern.compile("\\w+");

  @Test
  void typesExist() throws IOException {
    List<String> files = new ArrayList<>();
    Set<String> words = new HashSet<>();
    for (Path source : sources()) {
      files.add("/" + source.toString().replace('\\', '/'));
      words.addAll(words(source));
    }
    List<String> unknown = new ArrayList<>();
    for (Path document : DOCUMENTS) {
      String text = Files.readString(document);
      Stream.of(TYPE, TYPE_IN_DIAGRAM).flatMap(pattern -> pattern.matcher(text).results())
        .filter(type -> !exists(type, files, words)).forEach(type -> unknown.add(document + ": " + type.group()));
    }
    assertEquals(List.of(), unknown);
  }

  @Test
  void membersExist() throws IOException {
    List<Path> sources = sources();
    List<String> unknown = new ArrayList<>();
    for (Path document : DOCUMENTS) {
      for (MatchResult member : MEMBER.matcher(Files.readString(document)).results().toList()) {
        List<Path> types = sources.stream().filter(file -> file.endsWith(member.group(1) + ".java")).toList();
        if (!types.isEmpty() && types.stream().noneMatch(type -> words(type).contains(member.group(2)))) {
          unknown.add(document + ": " + member.group());
        }
      }
    }
    assertEquals(List.of(), unknown);
  }

  private static Set<String> words(Path source) {
    try {
      return WORD.matcher(Files.readString(source)).results().map(MatchResult::group).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    return files("src", ".java").stream().filter(file -> !file.endsWith("DocumentsTest.java")).toList();
  }

  private static List<Path> files(String folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
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

  /** AsciiDoc takes the first of several headings with the same words, and says nothing. */
  @Test
  void referencesOfTheManualLeadToOneHeading() throws IOException {
    List<String> headings = new ArrayList<>();
    Set<String> references = new TreeSet<>();
    for (Path file : files("src/main/asciidoc", ".adoc")) {
      String text = Files.readString(file);
      CHAPTER.matcher(text).results().forEach(heading -> headings.add("_" + heading.group(1).toLowerCase(Locale.ROOT)
        .replaceAll("[^\\w\\- .]", "").replaceAll("[- .]+", "_")));
      REFERENCE.matcher(text).results().forEach(reference -> references.add(reference.group(1)));
    }
    references.removeIf(reference -> Collections.frequency(headings, reference) == 1);
    assertEquals(Set.of(), references);
  }

  @Test
  void codeFitsThePagesOfTheManual() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : files("src/main/asciidoc", ".adoc")) {
      boolean code = false;
      for (String line : Files.readAllLines(file)) {
        code ^= line.equals("----");
        check(file, code ? line : "", MAX_COLUMNS_OF_CODE, tooLong);
      }
    }
    for (Path file : files("src/main/java/examples", ".java")) {
      Files.readAllLines(file).forEach(line -> check(file, line, MAX_COLUMNS_OF_CODE + INDENTATION, tooLong));
    }
    for (Path file : files("src/test/kotlin/examples", ".kt")) {
      Files.readAllLines(file).forEach(line -> check(file, line, MAX_COLUMNS_OF_CODE, tooLong));
    }
    assertEquals(List.of(), tooLong);
  }

  private static void check(Path file, String line, int columns, List<String> tooLong) {
    if (line.length() > columns) {
      tooLong.add(file + ": " + line);
    }
  }

  @Test
  void architectureIsShort() throws IOException {
    int lines = Files.readAllLines(Path.of("ARCHITECTURE.md")).size();
    assertTrue(lines <= MAX_LINES_OF_ARCHITECTURE, lines + " lines");
  }
}
