package io.conec.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tables and examples of SPEC.md. */
public final class SpecText {

  /** Bytes as people read them, and the paragraph that stands before them. */
  public record Example(String intro, byte[] bytes) {
  }

  private static final String FENCE = "```";

  /** Two digits for each byte, then perhaps what they mean. */
  private static final Pattern BYTES = Pattern.compile("((?:[0-9a-f]{2} {1,3})*[0-9a-f]{2})(?: {3,}\\S.*| …)?");

  private static final List<String> LINES = lines();

  private SpecText() {
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(Path.of("SPEC.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param header the cells of the first row
   * @return the cells of the rows below it, without their code marks
   */
  public static List<List<String>> table(String... header) {
    List<String> wanted = List.of(header);
    for (int i = 0; i < LINES.size(); i++) {
      if (LINES.get(i).startsWith("|") && cells(LINES.get(i)).equals(wanted)) {
        return LINES.subList(i + 2, LINES.size()).stream().takeWhile(line -> line.startsWith("|"))
          .map(SpecText::cells).toList();
      }
    }
    throw new AssertionError("SPEC.md has no table " + wanted);
  }

  private static List<String> cells(String row) {
    String[] cells = row.replace("`", "").split("\\|", -1);
    return Arrays.stream(cells, 1, cells.length - 1).map(String::strip).toList();
  }

  /** The blocks that consist of bytes. */
  public static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < LINES.size(); i++) {
      if (LINES.get(i).startsWith(FENCE)) {
        List<String> block =
          LINES.subList(i + 1, LINES.size()).stream().takeWhile(line -> !line.equals(FENCE)).toList();
        if (BYTES.matcher(block.get(0)).matches()) {
          examples.add(new Example(paragraphBefore(i), block(block)));
        }
        i += block.size() + 1;
      }
    }
    return examples;
  }

  private static String paragraphBefore(int line) {
    int end = line;
    while (LINES.get(end - 1).isEmpty()) {
      end--;
    }
    int start = end;
    while (!LINES.get(start - 1).isEmpty()) {
      start--;
    }
    return String.join(" ", LINES.subList(start, end));
  }

  private static byte[] block(List<String> lines) {
    StringBuilder digits = new StringBuilder();
    for (String line : lines) {
      Matcher bytes = BYTES.matcher(line);
      if (bytes.matches()) {
        digits.append(bytes.group(1));
      } else if (!line.isEmpty()) {
        throw new AssertionError("not bytes: " + line);
      }
    }
    return bytes(digits.toString());
  }

  public static byte[] bytes(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  public static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  /**
   * @return what stands behind this in its paragraph
   */
  public static String after(String beginning) {
    List<String> found = Arrays.stream(String.join("\n", LINES).split("\n\n"))
      .map(paragraph -> paragraph.replace("\n", " ").replaceAll(" +", " "))
      .filter(paragraph -> paragraph.contains(beginning)).toList();
    if (found.size() != 1) {
      throw new AssertionError("SPEC.md has '" + beginning + "' " + found.size() + " times");
    }
    return found.get(0).substring(found.get(0).indexOf(beginning) + beginning.length());
  }
}
