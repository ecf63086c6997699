package io.conec.test;

import io.conec.impl.identity.Credentials;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.identity.Pem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Certificates that the {@code openssl} command makes, with whatever is in them. */
public final class OpenSslChains {

  public static final String CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
  public static final String CLIENT = "extendedKeyUsage=clientAuth\nkeyUsage=critical,digitalSignature\n";
  public static final String EC = "ec:P-256";

  private static final String CONFIG = """
    [req]
    distinguished_name = none
    [none]
    [extensions]
    """;

  /** A key in PEM, and the request for a certificate that it has signed. */
  private record Request(String key, String csr) {
  }

  /** By algorithm and name: a key of RSA takes a quarter of a second. */
  private static final Map<String, Request> REQUESTS = new ConcurrentHashMap<>();

  private final Path directory;
  private final OpenSsl openSsl;
  private int serial;

  public OpenSslChains(Path directory) {
    this.directory = directory;
    this.openSsl = new OpenSsl(directory);
  }

  /** The extensions of a client with this id. */
  public static String client(String id) {
    return CLIENT + "subjectAltName=DNS:" + id + "\n";
  }

  public OpenSslChains root(String name) {
    return issue(name, EC, name, CA);
  }

  public OpenSslChains leaf(String id, String issuer) {
    return issue(id, EC, issuer, client(id));
  }

  /**
   * Make a certificate, and its key unless another test has made one of that algorithm for that name.
   *
   * @param key        the algorithm and its parameter
   * @param issuer     the name of the issuer's certificate, the same for a self-signed one
   * @param extensions as in a configuration file of OpenSSL
   * @param options    of {@code openssl req -x509}
   */
  public OpenSslChains issue(String name, String key, String issuer, String extensions, String... options) {
    Request request = REQUESTS.computeIfAbsent(key + " " + name, made -> request(name, key));
    openSsl.write(name + ".key", request.key);
    openSsl.write(name + ".csr", request.csr);
    sign(name, name, issuer, extensions, options);
    return this;
  }

  private Request request(String name, String key) {
    String[] algorithm = key.split(":");
    List<String> request = new ArrayList<>(List.of("req", "-new", "-nodes", "-keyout", name + ".key",
      "-out", name + ".csr", "-subj", "/CN=" + name));
    request.addAll(algorithm[0].equals("ec")
      ? List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + algorithm[1]) : List.of("-newkey", key));
    openSsl.run(request.toArray(new String[0]));
    return new Request(read(name + ".key"), read(name + ".csr"));
  }

  private String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One more certificate for the name and the key of another. */
  public OpenSslChains certify(String file, String name, String issuer, String extensions) {
    sign(file, name, issuer, extensions);
    return this;
  }

  private void sign(String file, String name, String issuer, String extensions, String... options) {
    openSsl.write(file + ".cnf", CONFIG + extensions);
    // Five times as fast as openssl x509 -req.
    List<String> signing = new ArrayList<>(List.of("req", "-x509", "-in", name + ".csr", "-out", file + ".pem",
      "-days", "30", "-set_serial", String.valueOf(++serial), "-config", file + ".cnf", "-extensions", "extensions"));
    signing.addAll(name.equals(issuer) ? List.of("-key", name + ".key")
      : List.of("-CA", issuer + ".pem", "-CAkey", issuer + ".key"));
    signing.addAll(List.of(options));
    openSsl.run(signing.toArray(new String[0]));
  }

  /** A root whose time is over. */
  public OpenSslChains expiredRoot(String name) {
    openSsl.write("expired.cnf", """
      [ca]
      default_ca = expired
      [expired]
      database = expired.txt
      new_certs_dir = .
      rand_serial = yes
      default_md = sha256
      policy = anything
      [anything]
      commonName = supplied
      """);
    openSsl.write("expired.txt", "");
    root(name);
    openSsl.run("ca", "-batch", "-notext", "-config", "expired.cnf", "-selfsign", "-keyfile", name + ".key",
      "-in", name + ".csr", "-out", name + ".pem", "-extfile", name + ".cnf", "-extensions", "extensions",
      "-startdate", "20200101000000Z", "-enddate", "20210101000000Z");
    return this;
  }

  public X509Certificate certificate(String name) {
    return chain(name).get(0);
  }

  /** The certificates of these names, in this order. */
  public List<X509Certificate> chain(String... names) {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (String name : names) {
        chain.addAll(Pem.certificates(read(name + ".pem")));
      }
      return chain;
    } catch (IdentityException e) {
      throw new AssertionError(e);
    }
  }

  /** The same with the key of the first. */
  public Credentials credentials(String... names) {
    try {
      return new Credentials(Pem.privateKey(read(names[0] + ".key")), chain(names));
    } catch (IdentityException e) {
      throw new AssertionError(e);
    }
  }
}
