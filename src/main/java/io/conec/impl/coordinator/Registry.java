package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.cluster.ClientRecord;
import io.conec.impl.cluster.Epoch;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.PeerCertificateVerifier;
import io.conec.impl.identity.PeerId;
import io.conec.impl.identity.VerificationQueue;
import io.conec.impl.transport.SourceNetwork;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage.Hello;
import io.conec.impl.wire.ControlMessage.Welcome;
import io.netty.util.NetUtil;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The registered clients by id. Decides which connection may have which id. Confined to the event loop; queries are
 * safe from any thread.
 */
final class Registry {

  /** Notified of the decisions of the registry. */
  interface Listener {

    /** The client has connected, to this node or to another one. */
    void registered(RegisteredClient client);

    /**
     * The client has lost its connection.
     *
     * @param goodbye whether it has closed it
     */
    void lost(RegisteredClient client, boolean goodbye);

    /** The client has no connection to this node from now on. It may have had none. */
    void leaving(RegisteredClient client);

    /** The client has left for good, and its channels end. */
    void ended(RegisteredClient client, ConecError reason);

    /**
     * @return the epoch of a connection with this id that begins now
     */
    Epoch nextEpoch(String id);

    /** @return why no client is admitted now, {@code null} when there is no reason */
    ConecException refusal();
  }

  /** How long the holder of an id has to answer a ping when another client asks for the id. */
  static final Duration HOLDER_CHECK = Duration.ofSeconds(1);

  /** The longest name of a process in a hello: a UUID fits in. */
  private static final int MAX_INSTANCE_LENGTH = 64;

  private final CoordinatorOptions options;
  private final Supplier<CoordinatorIdentity> identity;
  private final VerificationQueue verifications;
  private final Listener listener;
  private final Map<String, RegisteredClient> clients = new ConcurrentHashMap<>();
  private final Map<SourceNetwork, Integer> perAddress = new HashMap<>();
  /** The clients of this node. */
  private volatile int admitted;

  /**
   * @param identity the trust in clients at present
   */
  Registry(CoordinatorOptions options, Supplier<CoordinatorIdentity> identity, VerificationQueue verifications,
           Listener listener) {
    this.options = options;
    this.identity = identity;
    this.verifications = verifications;
    this.listener = listener;
  }

  CoordinatorIdentity identity() {
    return identity.get();
  }

  RegisteredClient get(String id) {
    return clients.get(id);
  }

  /**
   * @return the clients of this node, including those without a connection; from any thread
   */
  List<RegisteredClient> all() {
    return clients.values().stream().filter(client -> client.source() != null).toList();
  }

  /**
   * @return the number of clients of this node, including those without a connection; from any thread
   */
  int count() {
    return admitted;
  }

  void hello(LocalSession session, Hello hello) {
    try {
      check(hello);
    } catch (ConecException e) {
      session.end(e);
      return;
    }
    verify(session, hello);
  }

  private void verify(LocalSession session, Hello hello) {
    PeerCertificateVerifier verifier = identity.get().verifier();
    SourceNetwork source = SourceNetwork.of(session.remoteAddress().getAddress());
    verifications.verify(source, session::isOpen, verifier, hello.id(), session.certificates())
      .onSuccess(verified -> {
        if (verifier == identity.get().verifier()) {
          decide(session, hello);
        } else {
          verify(session, hello);
        }
      })
      .onFailure(failure -> session.end((ConecException) failure));
  }

  private static void check(Hello hello) {
    if (hello.version() != ControlCodec.VERSION) {
      throw new ConecException(ConecError.VERSION_MISMATCH, "the client speaks version " + hello.version()
        + " of the protocol, the Coordinator " + ControlCodec.VERSION + ": update the older one");
    }
    if (hello.instance().length() > MAX_INSTANCE_LENGTH) {
      throw new ConecException(ConecError.PROTOCOL_VIOLATION,
        "an instance has at most " + MAX_INSTANCE_LENGTH + " characters");
    }
    try {
      PeerId.check(hello.id());
    } catch (IllegalArgumentException e) {
      throw new ConecException(ConecError.INVALID_ID, e.getMessage());
    }
  }

  /** The certificate proves the id. Verification took time, so everything else is checked now. */
  void decide(LocalSession session, Hello hello) {
    if (endIfRefused(session, hello)) {
      return;
    }
    RegisteredClient holder = clients.get(hello.id());
    if (holder == null) {
      admit(session, hello, null);
    } else if (holder.record().fingerprint().equals(Certificates.fingerprint(session.certificates().get(0)))) {
      reconnectOrRestart(holder, session, hello);
    } else if (holder.session() == null || isSameProcess(holder, hello) && !identity.get().authorities().isEmpty()) {
      takeOver(holder, session, hello);
    } else {
      challenge(holder, session, hello);
    }
  }

  /** Whether the session has ended, or has to end because no client, or not this client, is admitted any more. */
  private boolean endIfRefused(LocalSession session, Hello hello) {
    if (!session.isOpen()) {
      return true;
    }
    ConecException closing = listener.refusal();
    ConecException refusal = closing != null ? closing : identity.get().refusal(hello.id(), session.certificates());
    if (refusal != null) {
      session.end(refusal);
    }
    return refusal != null;
  }

  /** @param before the client that had the id until now, {@code null} for none */
  private void admit(LocalSession session, Hello hello, ClientRecord before) {
    ConecException full = limit(session);
    if (full != null) {
      session.end(full);
      return;
    }
    ClientRecord record = record(session, hello, before, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    RegisteredClient client = new RegisteredClient(record, options);
    clients.put(client.id(), client);
    welcome(client, session, record);
  }

  /** @return why this node admits no more clients, {@code null} when it does */
  private ConecException limit(LocalSession session) {
    if (admitted >= options.getMaxClients()) {
      return new ConecException(ConecError.LIMIT_EXCEEDED,
        "the Coordinator has " + options.getMaxClients() + " clients already (maxClients there)");
    }
    if (perAddress.getOrDefault(source(session), 0) >= options.getMaxClientsPerAddress()) {
      return new ConecException(ConecError.LIMIT_EXCEEDED, "the Coordinator has " + options.getMaxClientsPerAddress()
        + " clients with this address already (maxClientsPerAddress there)");
    }
    return null;
  }

  private static SourceNetwork source(LocalSession session) {
    return SourceNetwork.of(session.remoteAddress().getAddress());
  }

  /** @param before the client until now, {@code null} when nobody has the id */
  private ClientRecord record(LocalSession session, Hello hello, ClientRecord before, Instant since) {
    String fingerprint = Certificates.fingerprint(session.certificates().get(0));
    Epoch epoch = listener.nextEpoch(hello.id());
    boolean sameCertificate = before != null && before.fingerprint().equals(fingerprint);
    return new ClientRecord(hello.id(), fingerprint, hello.instance(), hello.acceptChannels(),
      !identity.get().authorities().isEmpty(), NetUtil.toSocketAddressString(session.remoteAddress()), since,
      sameCertificate ? before.claimed() : epoch.value(), epoch);
  }

  private void welcome(RegisteredClient client, LocalSession session, ClientRecord record) {
    if (client.source() == null) {
      client.source(source(session));
      perAddress.merge(client.source(), 1, Integer::sum);
      admitted++;
    }
    client.connected(session, record);
    session.registered(client, welcome(session));
    listener.registered(client);
  }

  /** This node does not count the client any more. */
  private void release(RegisteredClient client) {
    if (client.source() != null) {
      perAddress.computeIfPresent(client.source(), (source, count) -> count == 1 ? null : count - 1);
      client.source(null);
      admitted--;
    }
  }

  private Welcome welcome(LocalSession session) {
    return new Welcome(ControlCodec.VERSION, NetUtil.toSocketAddressString(session.remoteAddress()),
      identity.get().peerTrust());
  }

  /** The authorities that clients get have changed. */
  void welcomeAgain(RegisteredClient client) {
    if (client.localSession() != null) {
      client.send(welcome(client.localSession()));
    }
  }

  /** The certificate is the same, so it is the same client. It has reconnected, or restarted and lost its channels. */
  private void reconnectOrRestart(RegisteredClient holder, LocalSession session, Hello hello) {
    if (holder.record().instance().equals(hello.instance())) {
      attachSession(holder, session, hello);
    } else {
      replaceClient(holder, session, hello, new ConecException(ConecError.REPLACED, ConecError.REPLACED.description()));
    }
  }

  /** The same client has another connection, maybe with another certificate. Its channels go on. */
  private void attachSession(RegisteredClient holder, LocalSession session, Hello hello) {
    ConecException full = holder.source() == null ? limit(session) : null;
    if (full != null) {
      session.end(full);
      return;
    }
    Session old = holder.session();
    welcome(holder, session, record(session, hello, holder.record(), holder.record().since()));
    if (old != null) {
      old.end(new ConecException(ConecError.REPLACED, ConecError.REPLACED.description()));
    }
  }

  /** @param reason sent to the holder, if it is connected */
  private void replaceClient(RegisteredClient holder, LocalSession session, Hello hello, ConecException reason) {
    Session old = holder.session();
    end(holder, ConecError.PEER_LOST);
    admit(session, hello, holder.record());
    if (old != null) {
      // Last, because the ping of a challenge fails with it, which would give the id to the challenger.
      old.end(reason);
    }
  }

  /** The certificate is another one. The holder keeps the id only if it answers a ping. */
  private void challenge(RegisteredClient holder, LocalSession session, Hello hello) {
    Session challenged = holder.session();
    PeerCertificateVerifier verifiedBy = identity.get().verifier();
    challenged.checkAlive(HOLDER_CHECK)
      .onSuccess(alive -> session.end(nameInUse(hello)))
      .onFailure(dead -> {
        if (endIfRefused(session, hello)) {
          return;
        }
        if (verifiedBy != identity.get().verifier()) {
          verify(session, hello);
          return;
        }
        RegisteredClient now = clients.get(hello.id());
        if (now == null) {
          admit(session, hello, null);
        } else if (now == holder && (now.session() == challenged || now.session() == null)) {
          takeOver(holder, session, hello);
        } else {
          // Only the connection that got the ping is dead: its client has reconnected, or another client has the id by
          // now.
          session.end(nameInUse(hello));
        }
      });
  }

  private static ConecException nameInUse(Hello hello) {
    return new ConecException(ConecError.ID_IN_USE, "the id '" + hello.id() + "' is in use by another client: "
      + "choose another 'id', or use the same certificate to take it over");
  }

  private void takeOver(RegisteredClient holder, LocalSession session, Hello hello) {
    if (isSameProcess(holder, hello)) {
      attachSession(holder, session, hello);
    } else {
      replaceClient(holder, session, hello,
        new ConecException(ConecError.ID_IN_USE, "the client did not answer, and another one took the id"));
    }
  }

  /** A Coordinator may misuse an instance, so it alone takes no id from a client that is alive. */
  private static boolean isSameProcess(RegisteredClient holder, Hello hello) {
    return holder.record().hasSecretInstance(hello.instance());
  }

  /** The client is no longer admitted. It and the other ends of its channels get the reason. */
  void cutOff(RegisteredClient client, ConecException reason) {
    Session session = client.session();
    end(client, reason.error());
    if (session != null) {
      session.end(reason);
    }
  }

  void end(RegisteredClient client, ConecError reason) {
    clients.remove(client.id(), client);
    release(client);
    listener.ended(client, reason);
    client.ended();
  }

  /** Another node has a client with this id, and no other node has a better right to it. */
  void heldBy(RemoteSession session, ClientRecord record) {
    RegisteredClient known = clients.get(record.id());
    Session old = known == null ? null : known.session();
    ConecError reason = known == null ? ConecError.NONE : known.record().reasonToEnd(record);
    if (known != null && !known.record().isSameProcess(record)) {
      end(known, ConecError.PEER_LOST);
      known = null;
    }
    if (known == null) {
      known = new RegisteredClient(record, options);
      clients.put(known.id(), known);
    }
    release(known);
    listener.leaving(known);
    known.connected(session, record);
    listener.registered(known);
    if (old != null) {
      old.end(new ConecException(reason, reason.description()));
    }
  }

  /** No node has a client with this id any more. */
  void heldByNone(String id, boolean goodbye) {
    RegisteredClient known = clients.get(id);
    if (known != null && known.remoteSession() != null) {
      listener.lost(known, goodbye);
    }
  }

  /** No client is connected any more, and none comes back. */
  void close() {
    clients.values().forEach(RegisteredClient::ended);
  }

  /**
   * @return the clients of all nodes that are connected; from any thread
   */
  List<RegisteredClient> connected() {
    return clients.values().stream().filter(client -> client.session() != null).toList();
  }
}
