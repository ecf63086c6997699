package io.conec.soak;

import io.conec.impl.identity.Credentials;
import io.conec.test.TestCertificates;
import io.conec.test.raw.RawClient;
import io.conec.test.raw.RawIdentity;

/** What floods go to. */
record Target(SoakFiles files, int port, int honest) {

  /** Registered: the authority vouches for the attacker. */
  RawClient join(String id) {
    Credentials credentials = TestCertificates.peer(files.authority(), id);
    return RawClient.connect(new RawIdentity(credentials.key(), credentials.leaf()), port).hello(id);
  }
}
