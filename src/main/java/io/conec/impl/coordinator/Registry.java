package io.conec.impl.coordinator;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.CoordinatorOptions;
import io.conec.impl.channel.IdentityErrors;
import io.conec.impl.identity.Certificates;
import io.conec.impl.identity.IdentityException;
import io.conec.impl.identity.PeerId;
import io.conec.impl.path.Addresses;
import io.conec.impl.wire.ControlCodec;
import io.conec.impl.wire.ControlMessage.Hello;
import io.conec.impl.wire.ControlMessage.Welcome;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is who: decides which connection may have which id. On the event loop, but for what only looks.
 */
final class Registry {

  /** What the Coordinator does when the registry has decided. */
  interface Listener {

    void arrived(Member member);

    /** The member is over, and so are its channels. */
    void ended(Member member, ConecError reason);
  }

  /** What an introduction can carry in one control frame, with room to spare; common certificates have 1 or 2 KiB. */
  private static final int MAX_CERTIFICATE_LENGTH = 16 * 1024;

  /** How long the holder of an id has to show that it is alive when somebody else asks for the id. */
  private static final Duration HOLDER_CHECK = Duration.ofSeconds(1);

  /** Of the name of a process that a hello carries: a UUID fits in. */
  private static final int MAX_INSTANCE_LENGTH = 64;

  private final CoordinatorOptions options;
  private final CoordinatorIdentity identity;
  private final Listener listener;
  private final Map<String, Member> members = new ConcurrentHashMap<>();

  Registry(CoordinatorOptions options, CoordinatorIdentity identity, Listener listener) {
    this.options = options;
    this.identity = identity;
    this.listener = listener;
  }

  Member get(String id) {
    return members.get(id);
  }

  /**
   * @return the members, those without a connection included; from any thread
   */
  Collection<Member> all() {
    return members.values();
  }

  void hello(Session session, Hello hello) {
    try {
      check(session, hello);
    } catch (ConecException e) {
      session.end(e);
      return;
    }
    X509Certificate certificate = session.certificates().get(0);
    Member holder = members.get(hello.id());
    if (holder == null) {
      admit(session, hello, certificate);
    } else if (Certificates.same(holder.certificate(), certificate)) {
      takeOver(holder, session, hello, certificate);
    } else {
      challenge(holder, session, hello, certificate);
    }
  }

  private void check(Session session, Hello hello) {
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
      identity.admission().check(hello.id(), session.certificates());
    } catch (IllegalArgumentException e) {
      throw new ConecException(ConecError.INVALID_ID, e.getMessage());
    } catch (IdentityException e) {
      throw IdentityErrors.toConecException(e);
    }
    if (CoordinatorIdentity.encode(session.certificates().get(0)).length > MAX_CERTIFICATE_LENGTH) {
      throw new ConecException(ConecError.CERTIFICATE_UNTRUSTED,
        "a certificate has at most " + MAX_CERTIFICATE_LENGTH + " bytes");
    }
    if (members.size() >= options.getMaxClients() && !members.containsKey(hello.id())) {
      throw new ConecException(ConecError.LIMIT_EXCEEDED,
        "the Coordinator has " + options.getMaxClients() + " clients already (maxClients there)");
    }
  }

  private void admit(Session session, Hello hello, X509Certificate certificate) {
    Member member = new Member(hello.id(), hello.instance(), certificate, hello.acceptChannels(), options);
    members.put(member.id(), member);
    welcome(member, session);
  }

  private void welcome(Member member, Session session) {
    member.connected(session);
    session.registered(member,
      new Welcome(ControlCodec.VERSION, Addresses.format(session.remoteAddress()), identity.peerTrust()));
    listener.arrived(member);
  }

  /** The same certificate: the same client again, reconnecting, or started anew and then without its channels. */
  private void takeOver(Member holder, Session session, Hello hello, X509Certificate certificate) {
    Session old = holder.session();
    boolean reconnect = holder.instance().equals(hello.instance());
    if (reconnect) {
      welcome(holder, session);
    } else {
      end(holder, ConecError.PEER_LOST);
      admit(session, hello, certificate);
    }
    if (old != null) {
      old.end(new ConecException(ConecError.REPLACED, ConecError.REPLACED.sentence()));
    }
  }

  /** Another certificate: only a holder that is alive keeps the id. */
  private void challenge(Member holder, Session session, Hello hello, X509Certificate certificate) {
    if (holder.session() == null) {
      replace(holder, session, hello, certificate);
      return;
    }
    holder.checkAlive(HOLDER_CHECK)
      .onSuccess(alive -> session.end(new ConecException(ConecError.NAME_IN_USE, "the id '" + hello.id()
        + "' is in use by another client: choose another 'id', or use the same certificate to take it over")))
      .onFailure(dead -> {
        if (!session.isOpen()) {
          return;
        }
        if (members.get(hello.id()) == holder) {
          replace(holder, session, hello, certificate);
        } else {
          session.end(new ConecException(ConecError.NAME_IN_USE, "the id '" + hello.id() + "' was taken just now"));
        }
      });
  }

  private void replace(Member holder, Session session, Hello hello, X509Certificate certificate) {
    Session old = holder.session();
    end(holder, ConecError.PEER_LOST);
    if (old != null) {
      old.end(new ConecException(ConecError.NAME_IN_USE, "the client did not answer, and another one took the id"));
    }
    admit(session, hello, certificate);
  }

  void end(Member member, ConecError reason) {
    members.remove(member.id(), member);
    listener.ended(member, reason);
    member.ended();
  }

  List<Member> connected() {
    return members.values().stream().filter(member -> member.session() != null).toList();
  }
}
