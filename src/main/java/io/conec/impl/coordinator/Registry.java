package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.PeerCertificateVerifier;
import io.conec.impl.identity.PeerId;
import io.conec.impl.identity.VerificationQueue;
import io.conec.impl.transport.SourceNetwork;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage.Hello;
import io.conec.impl.wire.ControlMessage.Welcome;
import io.netty.util.NetUtil;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Who is who: decides which connection may have which id. On the event loop, but for what only looks.
 */
final class Registry {

  /** What the Coordinator does when the registry has decided. */
  interface Listener {

    void arrived(RegisteredClient member);

    /** The member is over, and so are its channels. */
    void ended(RegisteredClient member, ConecError reason);

    /** @return why nobody is let in now, {@code null} when there is no reason */
    ConecException refusal();
  }

  /** How long the holder of an id has to show that it is alive when somebody else asks for the id. */
  private static final Duration HOLDER_CHECK = Duration.ofSeconds(1);

  /** Of the name of a process that a hello carries: a UUID fits in. */
  private static final int MAX_INSTANCE_LENGTH = 64;

  /** 64 random bits in hexadecimal, which is what this implementation sends. */
  private static final int MIN_SECRET_INSTANCE_LENGTH = 16;

  private final CoordinatorOptions options;
  private final Supplier<CoordinatorIdentity> identity;
  private final VerificationQueue verifications;
  private final Listener listener;
  private final Map<String, RegisteredClient> members = new ConcurrentHashMap<>();
  private final Map<SourceNetwork, Integer> perAddress = new HashMap<>();

  /**
   * @param identity whom the Coordinator lets in now
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
    return members.get(id);
  }

  /**
   * @return the members, those without a connection included; from any thread
   */
  Collection<RegisteredClient> all() {
    return members.values();
  }

  void hello(Session session, Hello hello) {
    try {
      check(hello);
    } catch (ConecException e) {
      session.end(e);
      return;
    }
    verify(session, hello);
  }

  private void verify(Session session, Hello hello) {
    PeerCertificateVerifier admission = identity.get().admission();
    SourceNetwork source = SourceNetwork.of(session.remoteAddress().getAddress());
    verifications.verify(source, session::isOpen, admission, hello.id(), session.certificates())
      .onSuccess(verified -> {
        if (admission == identity.get().admission()) {
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

  /** The certificate proves the id. Verification takes time: everything else is looked at now. */
  private void decide(Session session, Hello hello) {
    if (isOver(session, hello)) {
      return;
    }
    RegisteredClient holder = members.get(hello.id());
    if (holder == null) {
      admit(session, hello);
    } else if (Certificates.same(holder.certificate(), session.certificates().get(0))) {
      takeOver(holder, session, hello);
    } else if (holder.session() == null || isSameProcess(holder, hello) && !identity.get().authorities().isEmpty()) {
      replace(holder, session, hello);
    } else {
      challenge(holder, session, hello);
    }
  }

  /** Whether the session has ended, or has to end since nobody is let in any more, or not this client. */
  private boolean isOver(Session session, Hello hello) {
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

  private void admit(Session session, Hello hello) {
    if (members.size() >= options.getMaxClients()) {
      session.end(new ConecException(ConecError.LIMIT_EXCEEDED,
        "the Coordinator has " + options.getMaxClients() + " clients already (maxClients there)"));
      return;
    }
    SourceNetwork source = SourceNetwork.of(session.remoteAddress().getAddress());
    if (perAddress.getOrDefault(source, 0) >= options.getMaxClientsPerAddress()) {
      session.end(new ConecException(ConecError.LIMIT_EXCEEDED, "the Coordinator has "
        + options.getMaxClientsPerAddress() + " clients with this address already (maxClientsPerAddress there)"));
      return;
    }
    RegisteredClient member = new RegisteredClient(hello.id(), hello.instance(), hello.acceptChannels(), source,
      options);
    members.put(member.id(), member);
    perAddress.merge(source, 1, Integer::sum);
    welcome(member, session);
  }

  private void welcome(RegisteredClient member, Session session) {
    member.connected(session, !identity.get().authorities().isEmpty());
    session.registered(member, welcome(session));
    listener.arrived(member);
  }

  private Welcome welcome(Session session) {
    return new Welcome(ControlCodec.VERSION, NetUtil.toSocketAddressString(session.remoteAddress()),
      identity.get().peerTrust());
  }

  /** The authorities that clients are handed have changed. */
  void welcomeAgain(RegisteredClient member) {
    if (member.session() != null) {
      member.send(welcome(member.session()));
    }
  }

  /** The same certificate: the same client again, reconnecting, or started anew and then without its channels. */
  private void takeOver(RegisteredClient holder, Session session, Hello hello) {
    if (holder.instance().equals(hello.instance())) {
      reconnect(holder, session);
    } else {
      succeed(holder, session, hello, new ConecException(ConecError.REPLACED, ConecError.REPLACED.sentence()));
    }
  }

  /** The same client on another connection, maybe with another certificate: its channels go on. */
  private void reconnect(RegisteredClient holder, Session session) {
    Session old = holder.session();
    welcome(holder, session);
    if (old != null) {
      old.end(new ConecException(ConecError.REPLACED, ConecError.REPLACED.sentence()));
    }
  }

  /** @param reason what the holder is told, if it is connected */
  private void succeed(RegisteredClient holder, Session session, Hello hello, ConecException reason) {
    Session old = holder.session();
    end(holder, ConecError.PEER_LOST);
    admit(session, hello);
    if (old != null) {
      // Last: a ping that fails with it would give the id to who waits for that.
      old.end(reason);
    }
  }

  /** Another certificate: only a holder that is alive keeps the id. */
  private void challenge(RegisteredClient holder, Session session, Hello hello) {
    Session asked = holder.session();
    PeerCertificateVerifier verifiedBy = identity.get().admission();
    holder.checkAlive(HOLDER_CHECK)
      .onSuccess(alive -> session.end(nameInUse(hello)))
      .onFailure(dead -> {
        if (isOver(session, hello)) {
          return;
        }
        if (verifiedBy != identity.get().admission()) {
          verify(session, hello);
          return;
        }
        RegisteredClient now = members.get(hello.id());
        if (now == null) {
          admit(session, hello);
        } else if (now == holder && (now.session() == asked || now.session() == null)) {
          replace(holder, session, hello);
        } else {
          // Only the connection that was asked is dead: its client has come back, or somebody else has the id by now.
          session.end(nameInUse(hello));
        }
      });
  }

  private static ConecException nameInUse(Hello hello) {
    return new ConecException(ConecError.NAME_IN_USE, "the id '" + hello.id() + "' is in use by another client: "
      + "choose another 'id', or use the same certificate to take it over");
  }

  private void replace(RegisteredClient holder, Session session, Hello hello) {
    if (isSameProcess(holder, hello)) {
      reconnect(holder, session);
    } else {
      succeed(holder, session, hello,
        new ConecException(ConecError.NAME_IN_USE, "the client did not answer, and another one took the id"));
    }
  }

  /**
   * An instance is secret between a client and its Coordinators; one that can be guessed proves nothing. One of these
   * may lie, so this alone takes no id from a client that is alive.
   */
  private static boolean isSameProcess(RegisteredClient holder, Hello hello) {
    return hello.instance().length() >= MIN_SECRET_INSTANCE_LENGTH && MessageDigest.isEqual(
      holder.instance().getBytes(StandardCharsets.UTF_8), hello.instance().getBytes(StandardCharsets.UTF_8));
  }

  /** The member is not let in any more: it and the other ends of its channels are told why. */
  void cutOff(RegisteredClient member, ConecException reason) {
    Session session = member.session();
    end(member, reason.error());
    if (session != null) {
      session.end(reason);
    }
  }

  void end(RegisteredClient member, ConecError reason) {
    if (members.remove(member.id(), member)) {
      perAddress.computeIfPresent(member.source(), (source, count) -> count == 1 ? null : count - 1);
    }
    listener.ended(member, reason);
    member.ended();
  }

  List<RegisteredClient> connected() {
    return members.values().stream().filter(member -> member.session() != null).toList();
  }
}
