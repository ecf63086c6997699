package io.conec.cli.demo;

import io.conec.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Finds a real file that every machine with Java has. */
final class FileChoice {

  private FileChoice() {
  }

  static Path largestBelow(Path directory, long maxSize) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
        .filter(file -> Files.isRegularFile(file) && Files.isReadable(file) && size(file) <= maxSize)
        .max(Comparator.comparingLong(FileChoice::size))
        .orElseThrow(() -> new CommandException("there is no file in " + directory));
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }
}
