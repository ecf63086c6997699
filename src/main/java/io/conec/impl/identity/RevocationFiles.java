package io.conec.impl.identity;

import static io.conec.impl.identity.IdentityException.Reason.UNUSABLE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads the deny list and the CRLs of a Coordinator. While a file cannot be used, its last valid content stays in
 * force, so that a damaged file admits no client. Reads files: call it on a worker thread.
 */
public final class RevocationFiles {

  /** A CRL of this size has about 400,000 entries. */
  private static final long MAX_BYTES = 16L * 1024 * 1024;

  private final Path denyListFile;
  private final List<Path> crlFiles;
  private final Map<Path, List<RevocationList>> lists = new HashMap<>();
  private DenyList denyList = DenyList.EMPTY;

  /**
   * @param denyListFile {@code null} for none
   */
  public RevocationFiles(Path denyListFile, List<Path> crlFiles) {
    this.denyListFile = denyListFile;
    this.crlFiles = List.copyOf(crlFiles);
  }

  /**
   * @param authorities the authorities that may sign CRLs
   * @throws IdentityException when one of the files cannot be used; the message names its option
   */
  public Revocations load(Collection<X509Certificate> authorities, Clock clock) {
    List<IdentityException> failures = new ArrayList<>();
    Revocations revocations = reload(authorities, clock, failures::add);
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return revocations;
  }

  /**
   * @param failed called for each file that cannot be used now
   */
  public Revocations reload(Collection<X509Certificate> authorities, Clock clock, Consumer<IdentityException> failed) {
    if (denyListFile != null) {
      try {
        denyList = DenyList.parse(new String(read(denyListFile), StandardCharsets.UTF_8));
      } catch (IdentityException | IOException e) {
        failed.accept(unusable("denyListPath", denyListFile, e));
      }
    }
    for (Path file : crlFiles) {
      try {
        List<RevocationList> read = RevocationList.read(read(file));
        for (RevocationList list : read) {
          list.verify(authorities, clock);
        }
        lists.put(file, read);
      } catch (IdentityException | IOException e) {
        failed.accept(unusable("crlPaths", file, e));
      }
    }
    return new Revocations(denyList, lists.values().stream().flatMap(List::stream).toList());
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IdentityException(UNUSABLE, "It has more than " + MAX_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }

  private static IdentityException unusable(String option, Path file, Exception cause) {
    String problem = !Files.exists(file) ? "there is no file " + file
      : !Files.isReadable(file) ? "no permission to read " + file
      : file + " cannot be used. "
      + (cause instanceof IOException ? "It cannot be read: " + cause : cause.getMessage());
    return new IdentityException(UNUSABLE, "option '" + option + "': " + problem, cause, option);
  }
}
