package io.conec.impl.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The state of some files on disk: when a content changes, the stamps differ. */
public final class FileStamps {

  /** @param key the inode or its equivalent, which changes when a file is replaced by renaming */
  private record Stamp(FileTime modified, long size, Object key) {

    static final Stamp MISSING = new Stamp(null, -1, null);
  }

  private final Map<Path, Stamp> stamps = new HashMap<>();

  private FileStamps() {
  }

  /** Read the stamps of files: call it on a worker thread, and before their content is read. */
  public static FileStamps of(Collection<Path> files) {
    FileStamps stamps = new FileStamps();
    for (Path file : files) {
      stamps.stamps.put(file, stamp(file));
    }
    return stamps;
  }

  private static Stamp stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (IOException e) {
      return Stamp.MISSING;
    }
  }

  Set<Path> files() {
    return stamps.keySet();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileStamps that && stamps.equals(that.stamps);
  }

  @Override
  public int hashCode() {
    return stamps.hashCode();
  }
}
