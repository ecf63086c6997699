package io.conec.impl.identity;

import io.conec.ConecError;
import io.conec.test.TestCertificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import javax.net.ssl.X509TrustManager;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import static io.conec.test.TestNet.assertFails;
import static io.conec.test.TestNet.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

class VerificationQueueTest {

  private final List<X509Certificate> chain = TestCertificates.selfSigned("shop", Clock.systemUTC()).chain();
  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final VerificationQueue queue = new VerificationQueue(context, 1);
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void close() {
    gate.countDown();
    await(vertx.close());
  }

  /** Verifies when the gate is open. */
  private final PeerCertificateVerifier slow = PeerCertificateVerifier.issuedBy(trust(() -> gate.await(20,
    TimeUnit.SECONDS)), Clock.systemUTC());

  private interface Check {

    void run() throws Exception;
  }

  private static X509TrustManager trust(Check check) {
    return new X509TrustManager() {
      @Override
      public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
          check.run();
        } catch (RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new CertificateException(e);
        }
      }

      @Override
      public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new AssertionError();
      }

      @Override
      public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
      }
    };
  }

  private <T> T onLoop(Supplier<T> action) {
    return await(Future.future(promise -> context.nettyEventLoop().execute(() -> promise.complete(action.get()))));
  }

  private Future<Void> verify(Object source, PeerCertificateVerifier verifier) {
    return onLoop(() -> queue.verify(source, () -> true, verifier, "shop", chain));
  }

  @Test
  void sourcesTakeTurns() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    verify("busy", slow);
    List<Future<Void>> all = new ArrayList<>();
    for (String source : List.of("many", "many", "many", "one", "two", "many", "two")) {
      Future<Void> done = verify(source, slow);
      done.onComplete(result -> order.add(source));
      all.add(done);
    }
    gate.countDown();
    await(Future.all(all));
    assertEquals(List.of("many", "one", "two", "many", "two", "many", "many"), order);
  }

  @Test
  void aBoundedNumberWaits() {
    verify("busy", slow);
    for (int i = 0; i < VerificationQueue.MAX_WAITING; i++) {
      verify(i / VerificationQueue.MAX_WAITING_PER_SOURCE, slow);
    }
    assertFails(ConecError.LIMIT_EXCEEDED, verify("one more", slow));
  }

  @Test
  void aBoundedNumberOfOneSourceWaits() {
    verify("busy", slow);
    for (int i = 0; i < VerificationQueue.MAX_WAITING_PER_SOURCE; i++) {
      verify("many", slow);
    }
    assertFails(ConecError.LIMIT_EXCEEDED, verify("many", slow));
    Future<Void> other = verify("other", slow);
    gate.countDown();
    await(other);
  }

  @Test
  void whatNobodyWaitsForIsNotVerified() {
    verify("busy", slow);
    Future<Void> gone = onLoop(() -> queue.verify("gone", () -> false,
      PeerCertificateVerifier.issuedBy(trust(() -> {
        throw new AssertionError("verified");
      }), Clock.systemUTC()), "shop", chain));
    gate.countDown();
    assertFails(ConecError.PEER_LOST, gone);
    await(verify("next", slow));
  }

  @Test
  void aTrustManagerThatFailsHasNotAccepted() {
    assertFails(ConecError.CERTIFICATE_UNTRUSTED, verify("shop", PeerCertificateVerifier.issuedBy(trust(() -> {
      throw new IllegalStateException("broken");
    }), Clock.systemUTC())));
    assertFails(ConecError.CERTIFICATE_UNTRUSTED, verify("shop", PeerCertificateVerifier.issuedBy(trust(() -> {
      throw new CertificateException("no");
    }), Clock.systemUTC())));
  }

  @Test
  void aChainThatIsTooLongIsNotVerified() {
    assertFails(ConecError.CERTIFICATE_UNTRUSTED, onLoop(() -> queue.verify("shop", () -> true,
      PeerCertificateVerifier.selfSigned(Clock.systemUTC()), "shop", Collections.nCopies(9, chain.get(0)))));
    assertFails(ConecError.CERTIFICATE_MISSING, onLoop(() -> queue.verify("shop", () -> true,
      PeerCertificateVerifier.selfSigned(Clock.systemUTC()), "shop", List.of())));
    await(onLoop(() -> queue.verify("shop", () -> true,
      PeerCertificateVerifier.selfSigned(Clock.systemUTC()), "shop", Collections.nCopies(8, chain.get(0)))));
  }
}
