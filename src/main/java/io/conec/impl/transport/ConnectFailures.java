package io.conec.impl.transport;

import io.conec.ConecError;
import io.conec.ConecException;
import io.conec.impl.identity.Certificates;
import io.conec.impl.wire.Printable;
import io.netty.channel.ConnectTimeoutException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why there is no connection to a Coordinator, in words.
 */
public final class ConnectFailures {

  private static final int NAMES_SHOWN = 5;

  /** In messages of the JDK about certificates. */
  private static final Pattern CLASS_NAME = Pattern.compile("([a-z]+\\.)+[A-Za-z]+Exception: ");

  /** The JDK's text when no trusted certificate has signed. */
  private static final String NO_PATH = "PKIX path building failed";

  private ConnectFailures() {
  }

  /**
   * @param where what was tried, with the addresses
   * @param time  how long
   * @param watch what was seen of the last attempt
   * @param cause the time-out of the last attempt, may be {@code null}
   */
  public static ConecException noAnswer(String where, String time, ConnectWatch watch, Throwable cause) {
    String message = watch.heard()
      ? where + " answers, but there was no connection " + time + ": is that the port of a Coordinator, or of "
        + "another UDP service?"
      : "no answer from " + where + " " + time + (watch.unsent() == null
        ? ": is the Coordinator running there, and is its UDP port open?"
        : ": the system does not send to it (" + watch.unsent().getMessage() + "): check the routes, the firewall and "
        + "option 'host' here");
    return new ConecException(ConecError.COORDINATOR_UNREACHABLE, message, cause);
  }

  /** @return whether nobody has answered */
  public static boolean isSilence(Throwable failure) {
    return failure.getCause() instanceof ConnectTimeoutException;
  }

  /** @return the time in seconds where it is a whole number of them */
  public static String text(Duration time) {
    long millis = time.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }

  /** The handshake has failed, other than by a certificate that was refused here. */
  static ConecException handshake(String where, Duration time, ConnectWatch watch, Throwable cause) {
    return cause instanceof ConnectTimeoutException
      ? noAnswer(where, "in " + text(time), watch, cause)
      : new ConecException(ConecError.COORDINATOR_UNREACHABLE, where + " answers, but ends the handshake: is that the "
        + "port of a Coordinator, or of another QUIC service?", cause);
  }

  static ConecException refused(String where, String host, X509Certificate shown, CertificateException untrusted) {
    String why = CLASS_NAME.matcher(Printable.reason(String.valueOf(untrusted.getMessage()))).replaceAll("");
    if (isCausedByDates(untrusted)) {
      return new ConecException(ConecError.CERTIFICATE_EXPIRED, "the certificate of the Coordinator at " + where
        + " is expired or not yet valid: " + why + "; compare the clocks, or give the Coordinator a new one",
        untrusted);
    } else if (why.contains("subject alternative") || why.contains("No name matching")) {
      return new ConecException(ConecError.CERTIFICATE_NAME_MISMATCH, "the certificate of the Coordinator at " + where
        + " is not for '" + host + "' but for " + names(shown) + ": connect by such a name, or give the Coordinator a "
        + "certificate for this one (serverNames there)", untrusted);
    }
    return new ConecException(ConecError.CERTIFICATE_UNTRUSTED, "the certificate of the Coordinator at " + where
      + " is not trusted (SHA-256 " + Certificates.fingerprint(shown) + "): give it, or that of its authority, in "
      + "'trustOptions'"
      + (why.startsWith(NO_PATH) ? "" : "; " + why), untrusted);
  }

  private static String names(X509Certificate certificate) {
    List<String> names = Certificates.hostNames(certificate);
    String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    return names.isEmpty() ? "no host" : Printable.reason(shown) + (names.size() > NAMES_SHOWN ? ", ..." : "");
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
