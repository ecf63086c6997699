package io.conec.impl.transport;

import io.conec.impl.identity.Credentials;
import io.netty.handler.codec.quic.QuicSslContext;

/**
 * A certificate and its key, with TLS contexts for connections.
 *
 * @param acceptor  for incoming connections
 * @param initiator for connections to peers
 */
record TlsIdentity(Credentials credentials, QuicSslContext acceptor, QuicSslContext initiator) {

  static TlsIdentity of(Credentials credentials, String keyLogFile) {
    return new TlsIdentity(credentials, Tls.acceptor(credentials, keyLogFile), Tls.initiator(credentials, keyLogFile));
  }
}
