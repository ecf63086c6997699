package io.conec.impl.identity;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Reports certificates that expire soon: 30 days, 7 days and 1 day before, and after the expiry; each once. */
public final class ExpiryNotices {

  /** The last report about a certificate, in the order of time. */
  private enum Stage {
    NOTHING(null), DAYS_30(Duration.ofDays(30)), DAYS_7(Duration.ofDays(7)), DAY_1(Duration.ofDays(1)),
    EXPIRED(Duration.ZERO);

    private final Duration remaining;

    Stage(Duration remaining) {
      this.remaining = remaining;
    }

    static Stage of(Duration remaining) {
      Stage stage = NOTHING;
      for (Stage next : values()) {
        if (next != NOTHING && remaining.compareTo(next.remaining) <= 0) {
          stage = next;
        }
      }
      return stage;
    }
  }

  private final Clock clock;
  private final Consumer<String> log;
  private final Map<X509Certificate, Stage> lastReported = new HashMap<>();

  public ExpiryNotices(Clock clock, Consumer<String> log) {
    this.clock = clock;
    this.log = log;
  }

  /**
   * @param certificates all certificates in use
   */
  public void check(Collection<X509Certificate> certificates) {
    lastReported.keySet().retainAll(certificates);
    Instant now = clock.instant();
    for (X509Certificate certificate : certificates) {
      Instant end = certificate.getNotAfter().toInstant();
      Stage stage = Stage.of(Duration.between(now, end));
      if (stage.compareTo(lastReported.getOrDefault(certificate, Stage.NOTHING)) > 0) {
        lastReported.put(certificate, stage);
        log.accept("The certificate of '" + certificate.getSubjectX500Principal() + "'"
          + (stage == Stage.EXPIRED ? " has ended at " + end : " ends at " + end + ", in " + remaining(now, end))
          + ": put a new one in its place");
      }
    }
  }

  private static String remaining(Instant now, Instant end) {
    long days = Duration.between(now, end).toDays();
    return days == 0 ? "less than a day" : days == 1 ? "1 day" : days + " days";
  }
}
