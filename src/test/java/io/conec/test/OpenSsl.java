package io.conec.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Assumptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/**
 * The {@code openssl} command in a directory, as a counterpart that shares no code with this project. Without it tests
 * are skipped, unless {@code CONEC_OPENSSL} is {@code required}.
 */
public final class OpenSsl {

  private static final boolean REQUIRED = "required".equals(System.getenv("CONEC_OPENSSL"));

  private static final String CA_CONFIG = """
    [ca]
    default_ca = conec
    [conec]
    dir = .
    database = index.txt
    certificate = ca.pem
    private_key = ca.key
    new_certs_dir = .
    serial = serial
    crlnumber = crlnumber
    default_md = sha256
    default_days = 30
    default_crl_days = 30
    unique_subject = no
    policy = anything
    [anything]
    commonName = supplied
    """;

  private final Path directory;

  public OpenSsl(Path directory) {
    this.directory = directory;
  }

  /** A root, with what {@code openssl ca} needs to keep its books, in this directory. */
  public static OpenSsl authority(Path directory, String name) {
    OpenSsl openSsl = new OpenSsl(directory);
    openSsl.write("ca.cnf", CA_CONFIG);
    openSsl.write("index.txt", "");
    openSsl.write("serial", "1000");
    openSsl.write("crlnumber", "01");
    openSsl.run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
      "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=" + name, "-days", "365",
      "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign");
    return openSsl;
  }

  /** {@code id.pem} and {@code id.key}, issued by the authority here. */
  public void issue(String id, String... options) {
    run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
      "-keyout", id + ".key", "-out", id + ".csr", "-subj", "/CN=" + id);
    write(id + ".cnf", "subjectAltName=DNS:" + id + "\nextendedKeyUsage=clientAuth,serverAuth\n");
    List<String> arguments = new ArrayList<>(List.of("ca", "-config", "ca.cnf", "-batch", "-notext",
      "-in", id + ".csr", "-out", id + ".pem", "-extfile", id + ".cnf"));
    arguments.addAll(List.of(options));
    run(arguments.toArray(new String[0]));
  }

  /** Revoke what {@link #issue} made. */
  public void revoke(String id) {
    run("ca", "-config", "ca.cnf", "-revoke", id + ".pem");
  }

  /** Write the CRL of the authority here. */
  public Path crl(String file, String... options) {
    List<String> arguments = new ArrayList<>(List.of("ca", "-config", "ca.cnf", "-gencrl", "-out", file));
    arguments.addAll(List.of(options));
    run(arguments.toArray(new String[0]));
    return directory.resolve(file);
  }

  public void write(String file, String text) {
    try {
      Files.writeString(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** @return all that it printed; it must have succeeded */
  public String run(String... arguments) {
    StringBuilder output = new StringBuilder();
    assertEquals(0, execute(output, arguments), output::toString);
    return output.toString();
  }

  /** @return all that it printed; it must have failed */
  public String fail(String... arguments) {
    StringBuilder output = new StringBuilder();
    assertNotEquals(0, execute(output, arguments), output::toString);
    return output.toString();
  }

  private int execute(StringBuilder output, String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      output.append(String.join(" ", command)).append('\n')
        .append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      return process.waitFor();
    } catch (IOException e) {
      Assumptions.assumeTrue(REQUIRED, "the command 'openssl' is not there: " + e.getMessage());
      throw new UncheckedIOException("the command 'openssl' is not there", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
