package io.conec.impl.transport;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.identity.Certificates;
import io.conec.impl.transport.CoordinatorAttempt.Seen;
import io.conec.impl.util.Printable;
import io.netty.channel.ConnectTimeoutException;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Explains why there is no connection to a Coordinator.
 */
public final class ConnectFailures {

  /** The most reasons in a message. */
  private static final int MAX_SHOWN = 5;

  /** Exception classes in messages of the JDK about certificates. */
  private static final Pattern CLASS_NAME = Pattern.compile("([a-z]+\\.)+[A-Za-z]+Exception: ");

  /** The message of the JDK when no trusted certificate has signed. */
  private static final String NO_PATH = "PKIX path building failed";

  private ConnectFailures() {
  }

  /**
   * Describe the results of a round of attempts.
   *
   * @param attempts in the order of their start
   * @param unknown  the names that have no address
   * @param time     how long the attempts took, with a leading space; may be empty
   * @return one sentence for each failure, and one for each way of getting no answer
   */
  public static List<String> sentences(List<CoordinatorAttempt> attempts, List<String> unknown, String time) {
    List<String> sentences = new ArrayList<>();
    failures(attempts).map(ConecException::getMessage).distinct().limit(MAX_SHOWN).forEach(sentences::add);
    add(sentences, attempts, Seen.ANSWER, where -> where + " answers, but there was no connection" + time
      + ": is that the port of a Coordinator, or of another UDP service?");
    add(sentences, attempts, Seen.UNREACHABLE, where -> "no answer from " + where + time
      + ": the system does not send to "
      + "it (" + silent(attempts, Seen.UNREACHABLE).findFirst().orElseThrow().unreachableReason()
        + "): check the routes, the "
      + "firewall and option 'localAddress' here");
    add(sentences, attempts, Seen.CLOSED_PORT, where -> "nothing listens at " + where + time
      + ": is the Coordinator running there, and is that its port?");
    add(sentences, attempts, Seen.NOTHING, where -> "no answer from " + where + time
      + ": is the Coordinator running there, and is its UDP port open?");
    if (!unknown.isEmpty()) {
      sentences.add("no address is known for " + Printable.some(unknown)
        + ": check 'coordinators' and the name service");
    }
    return sentences;
  }

  private static void add(List<String> sentences, List<CoordinatorAttempt> attempts, Seen seen,
                          UnaryOperator<String> sentence) {
    List<String> where = silent(attempts, seen).map(CoordinatorAttempt::where).toList();
    if (!where.isEmpty()) {
      sentences.add(sentence.apply(Printable.some(where)));
    }
  }

  private static Stream<CoordinatorAttempt> silent(List<CoordinatorAttempt> attempts, Seen seen) {
    return attempts.stream().filter(attempt -> attempt.seen() == seen
      && (attempt.failure() == null || isSilence(attempt.failure())));
  }

  /** The failures that have a specific reason. */
  private static Stream<ConecException> failures(List<CoordinatorAttempt> attempts) {
    return attempts.stream().map(CoordinatorAttempt::failure).filter(failure -> failure != null && !isSilence(failure));
  }

  /**
   * @return why a round of attempts failed, with the most specific error
   */
  public static ConecException ofRound(List<CoordinatorAttempt> attempts, List<String> unknown, Duration time) {
    Optional<ConecException> specific =
      failures(attempts).filter(failure -> failure.error() != ConecError.COORDINATOR_UNREACHABLE).findFirst()
        .or(() -> failures(attempts).findFirst());
    List<String> sentences = sentences(attempts, unknown, " in " + text(time));
    if (sentences.size() == 1 && specific.isPresent()) {
      return specific.get();
    }
    Throwable cause = specific.<Throwable>map(failure -> failure).orElseGet(() -> attempts.stream()
      .map(CoordinatorAttempt::failure).filter(Objects::nonNull).findFirst().map(Throwable::getCause).orElse(null));
    return new ConecException(specific.map(ConecException::error).orElse(ConecError.COORDINATOR_UNREACHABLE),
      String.join("; ", sentences), cause, unknown.isEmpty() ? null : "coordinators");
  }

  /** @return whether there was no answer */
  public static boolean isSilence(Throwable failure) {
    return failure.getCause() instanceof ConnectTimeoutException;
  }

  /** @return the time, in seconds if it is a whole number of seconds */
  public static String text(Duration time) {
    long millis = time.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }

  /** The handshake failed for another reason than a certificate that was refused here. */
  static ConecException handshake(CoordinatorAttempt attempt, Duration time, Throwable cause) {
    return new ConecException(ConecError.COORDINATOR_UNREACHABLE, cause instanceof ConnectTimeoutException
      ? sentences(List.of(attempt), List.of(), " in " + text(time)).get(0)
      : attempt.where() + " answers, but ends the handshake: is that the port of a Coordinator, or of another QUIC "
        + "service?", cause);
  }

  static ConecException refused(String where, String host, X509Certificate presented, CertificateException untrusted) {
    String why = CLASS_NAME.matcher(Printable.reason(String.valueOf(untrusted.getMessage()))).replaceAll("");
    if (isCausedByDates(untrusted)) {
      return new ConecException(ConecError.CERTIFICATE_EXPIRED, "the certificate of the Coordinator at " + where
        + " is expired or not yet valid: " + why + "; compare the clocks, or give the Coordinator a new one",
        untrusted);
    } else if (why.contains("subject alternative") || why.contains("No name matching")) {
      return new ConecException(ConecError.CERTIFICATE_NAME_MISMATCH, "the certificate of the Coordinator at " + where
        + " is not for '" + host + "' but for " + names(presented)
          + ": use one of these names, or give the Coordinator a "
        + "certificate for this one (serverNames there)", untrusted);
    }
    return new ConecException(ConecError.CERTIFICATE_UNTRUSTED, "the certificate of the Coordinator at " + where
      + " is not trusted (SHA-256 " + Certificates.fingerprint(presented) + "): give it, or that of its authority, in "
      + "'trustOptions'" + (why.startsWith(NO_PATH) ? "" : "; " + why), untrusted, "trustOptions");
  }

  private static String names(X509Certificate certificate) {
    List<String> names = Certificates.hostNames(certificate);
    return names.isEmpty() ? "no host" : Printable.reason(Printable.some(names));
  }

  private static boolean isCausedByDates(Throwable untrusted) {
    for (Throwable cause = untrusted; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
        return true;
      }
    }
    return false;
  }
}
