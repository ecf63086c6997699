package io.conec.test.raw;

import io.conec.ClientOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;

import java.util.List;

/** A Coordinator that does only what the test says. */
public final class RawCoordinator implements AutoCloseable {

  private static final RawIdentity IDENTITY = RawIdentity.of("localhost");

  private final RawSocket socket;

  public RawCoordinator() {
    this(30_000);
  }

  public RawCoordinator(long idleMillis) {
    socket = new RawSocket(IDENTITY, 1024 * 1024, idleMillis);
    socket.relay().actAsCoordinator();
  }

  public RawSocket socket() {
    return socket;
  }

  /** Options of a client that connects to this and trusts it. */
  public ClientOptions clientOptions(String id) {
    return new ClientOptions().setId(id).setLocalAddress("127.0.0.1").addCoordinator("localhost:"
      + socket.address().getPort())
      .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(IDENTITY.pem())));
  }

  /** The next client's control stream, its hello read and not answered. */
  public Session hello() {
    RawConnection connection = socket.accept().awaitEstablished();
    RawStream control = connection.acceptStream();
    control.expect(RawFrame.HELLO);
    return new Session(connection, control);
  }

  /** The next client, welcomed. */
  public Session welcome(String... peerTrust) {
    Session session = hello();
    session.control.write(welcomeFrame(peerTrust));
    return session;
  }

  /**
   * @param peerTrust the authorities that are handed out, base64
   */
  public static byte[] welcomeFrame(String... peerTrust) {
    return RawFrame.control(RawFrame.WELCOME, new JsonObject().put("version", 1).put("address", "127.0.0.1:1")
      .put("peerTrust", new JsonArray(List.of(peerTrust))));
  }

  /** A client that said hello. */
  public record Session(RawConnection connection, RawStream control) {
  }

  @Override
  public void close() {
    socket.close();
  }
}
