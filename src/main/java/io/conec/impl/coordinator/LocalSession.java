package io.conec.impl.coordinator;

import io.conec.impl.wire.ControlMessage;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A connection of a client to this node.
 */
interface LocalSession extends Session {

  boolean isOpen();

  /**
   * @return the certificates that the client has presented, its own first
   */
  List<X509Certificate> certificates();

  /** The client is registered from now on. */
  void registered(RegisteredClient client, ControlMessage welcome);

  void send(ControlMessage message);

  /**
   * @return whether everything that was sent has left the queue
   */
  boolean hasSentAll();
}
