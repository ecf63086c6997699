package io.conec.impl.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kinds of content of a file, by its first bytes and its PEM labels (RFC 7468). */
enum FileContent {
  MISSING, DIRECTORY, UNREADABLE, EMPTY, JKS, PKCS12, DER_CERTIFICATE, DER_KEY, CERTIFICATE, KEY, ENCRYPTED_KEY,
  REQUEST, OTHER;

  /** Certificates and keys are much smaller, and the first label is at the beginning. */
  private static final int MAX_LENGTH = 1024 * 1024;

  private static final Pattern LABEL = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----");

  private static final Map<String, FileContent> LABELS = Map.of(
    "CERTIFICATE", CERTIFICATE, "TRUSTED CERTIFICATE", CERTIFICATE, "X509 CERTIFICATE", CERTIFICATE,
    "PRIVATE KEY", KEY, "RSA PRIVATE KEY", KEY, "EC PRIVATE KEY", KEY,
    "ENCRYPTED PRIVATE KEY", ENCRYPTED_KEY,
    "CERTIFICATE REQUEST", REQUEST, "NEW CERTIFICATE REQUEST", REQUEST);

  /** Part of the header of an encrypted key in the traditional format. */
  private static final String ENCRYPTED = "Proc-Type: 4,ENCRYPTED";

  private static final int JKS_MAGIC = 0xFEEDFEED;
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int PKCS12_VERSION = 3;

  static Set<FileContent> of(Path file) {
    if (Files.isDirectory(file)) {
      return EnumSet.of(DIRECTORY);
    } else if (!Files.exists(file)) {
      return EnumSet.of(MISSING);
    }
    try (InputStream input = Files.newInputStream(file)) {
      return of(input.readNBytes(MAX_LENGTH));
    } catch (IOException e) {
      return EnumSet.of(UNREADABLE);
    }
  }

  private static Set<FileContent> of(byte[] bytes) {
    if (bytes.length == 0) {
      return EnumSet.of(EMPTY);
    }
    Set<FileContent> contents = EnumSet.noneOf(FileContent.class);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Matcher label = LABEL.matcher(text);
    while (label.find()) {
      FileContent content = LABELS.getOrDefault(label.group(1), OTHER);
      contents.add(content == KEY && text.contains(ENCRYPTED) ? ENCRYPTED_KEY : content);
    }
    return contents.isEmpty() ? EnumSet.of(binary(bytes)) : contents;
  }

  private static FileContent binary(byte[] bytes) {
    if (bytes.length > Integer.BYTES && magic(bytes) == JKS_MAGIC) {
      return JKS;
    }
    int length = bytes.length > 1 ? bytes[1] & 0xFF : 0;
    int first = 2 + (length > 0x80 ? length - 0x80 : 0);
    if (bytes[0] != SEQUENCE || first + 2 >= bytes.length) {
      return OTHER;
    } else if (bytes[first] == INTEGER) {
      return bytes[first + 2] == PKCS12_VERSION ? PKCS12 : DER_KEY;
    }
    return bytes[first] == SEQUENCE ? DER_CERTIFICATE : OTHER;
  }

  private static int magic(byte[] bytes) {
    return (bytes[0] & 0xFF) << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
  }
}
