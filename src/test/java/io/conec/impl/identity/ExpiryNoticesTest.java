package io.conec.impl.identity;

import static io.conec.impl.identity.TestIdentities.CLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryNoticesTest {

  private final List<String> log = new ArrayList<>();
  private Instant now = CLOCK.instant();
  private final ExpiryNotices notices = new ExpiryNotices(new Clock() {
    @Override
    public ZoneId getZone() {
      return CLOCK.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }, log::add);

  private static X509Certificate ending(Duration validity) {
    return SelfSigned.create(SubjectNames.peer("shop"), validity, CLOCK).leaf();
  }

  private void check(X509Certificate certificate, Duration left, int messages) {
    now = certificate.getNotAfter().toInstant().minus(left);
    notices.check(List.of(certificate));
    notices.check(List.of(certificate));
    assertEquals(messages, log.size(), log::toString);
  }

  @Test
  void thirtyDaysSevenDaysAndOneDayBeforeAndAtTheEnd() {
    X509Certificate certificate = ending(Duration.ofDays(400));
    check(certificate, Duration.ofDays(400), 0);
    check(certificate, Duration.ofDays(30).plusSeconds(1), 0);
    check(certificate, Duration.ofDays(30), 1);
    assertTrue(log.get(0).contains("CN=shop") && log.get(0).contains("in 30 days"), log.get(0));
    check(certificate, Duration.ofDays(7).plusSeconds(1), 1);
    check(certificate, Duration.ofDays(7), 2);
    check(certificate, Duration.ofDays(1), 3);
    assertTrue(log.get(2).contains("in 1 day:"), log.get(2));
    check(certificate, Duration.ofSeconds(-1), 4);
    assertTrue(log.get(3).contains("has ended"), log.get(3));
  }

  @Test
  void onlyTheMostUrgentIsSaidAfterALongSleep() {
    X509Certificate certificate = ending(Duration.ofDays(400));
    check(certificate, Duration.ofDays(100), 0);
    check(certificate, Duration.ofHours(2), 1);
    assertTrue(log.get(0).contains("less than a day"), log.get(0));
  }

  @Test
  void aClockThatIsSetBackSaysNothingTwice() {
    X509Certificate certificate = ending(Duration.ofDays(400));
    check(certificate, Duration.ofDays(6), 1);
    check(certificate, Duration.ofDays(20), 1);
    check(certificate, Duration.ofDays(5), 1);
  }

  @Test
  void aNewCertificateBeginsAnew() {
    check(ending(Duration.ofDays(5)), Duration.ofDays(5), 1);
    check(ending(Duration.ofDays(20)), Duration.ofDays(20), 2);
    check(ending(Duration.ofDays(300)), Duration.ofDays(300), 2);
  }
}
