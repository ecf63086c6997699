package io.conec.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files as an operator should: the whole new content at once. */
public final class Swap {

  private Swap() {
  }

  public static void in(Path file, String content) {
    in(file, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  public static void in(Path file, byte[] content) {
    try {
      Path temporary = file.resolveSibling(file.getFileName() + ".new");
      Files.write(temporary, content);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
