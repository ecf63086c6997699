package io.conec.impl.transport;

import io.conec.impl.identity.Credentials;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import java.net.Socket;
import java.security.cert.X509Certificate;

/**
 * TLS for the connections of one identity. QUIC always uses TLS 1.3 (RFC 9001).
 * <p>
 * Between peers, and at the Coordinator, TLS proves that the other side has the key of its certificate. The
 * certificate is verified right after the handshake, before anything else is read, because only then can the other side
 * get a readable reason for a refusal.
 */
public final class Tls {

  /** Application protocol (RFC 7301) of all connections. */
  public static final String ALPN = "conec/1";

  private static final X509ExtendedTrustManager DECIDED_LATER = new DecidedLater();

  private Tls() {
  }

  static QuicSslContext acceptor(Credentials credentials, String keyLogFile) {
    return logging(QuicSslContextBuilder.forServer(credentials.keyManagers(), null), keyLogFile)
      .trustManager(DECIDED_LATER)
      .clientAuth(ClientAuth.REQUIRE)
      .build();
  }

  /** For connections to peers. */
  static QuicSslContext initiator(Credentials credentials, String keyLogFile) {
    return logging(QuicSslContextBuilder.forClient(), keyLogFile)
      .keyManager(credentials.keyManagers(), null)
      .trustManager(DECIDED_LATER)
      .endpointIdentificationAlgorithm(null)
      .build();
  }

  /** For connections to the Coordinator, whose certificate and host name are verified in the handshake. */
  static QuicSslContext initiator(Credentials credentials, String keyLogFile, X509ExtendedTrustManager trust) {
    return logging(QuicSslContextBuilder.forClient(), keyLogFile)
      .keyManager(credentials.keyManagers(), null)
      .trustManager(trust)
      .endpointIdentificationAlgorithm("HTTPS")
      .build();
  }

  private static QuicSslContextBuilder logging(QuicSslContextBuilder builder, String keyLogFile) {
    builder.applicationProtocols(ALPN);
    return keyLogFile == null ? builder : builder.keylog(new KeyLog(keyLogFile));
  }

  private static final class DecidedLater extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
      // decided after the handshake
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
      // decided after the handshake
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
      // decided after the handshake
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
      // decided after the handshake
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
      // decided after the handshake
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      // decided after the handshake
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
