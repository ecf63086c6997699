package io.conec.impl.transport;

import io.conec.impl.identity.ChainLimits;
import io.conec.impl.identity.IdentityException;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Verifies the Coordinator in the handshake, and keeps the reason of a failure, which QUIC reports only as a number.
 * <p>
 * The JDK's trust managers check the host name. A trust manager of the application that is not an {@link
 * X509ExtendedTrustManager} decides alone.
 */
public final class ServerTrust extends X509ExtendedTrustManager {

  private final X509TrustManager trust;
  private X509Certificate presented;
  private CertificateException failure;

  public ServerTrust(X509TrustManager trust) {
    this.trust = trust;
  }

  /**
   * @return an object with the same trust for a single handshake
   */
  ServerTrust forAttempt() {
    return new ServerTrust(trust);
  }

  /**
   * @return why the last certificate was refused, {@code null} if it was not; this call clears the reason
   */
  CertificateException takeFailure() {
    CertificateException taken = failure;
    failure = null;
    return taken;
  }

  /**
   * @return the last certificate that was presented
   */
  X509Certificate presented() {
    return presented;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
    throws CertificateException {
    presented = chain[0];
    try {
      ChainLimits.check(List.of(chain));
      if (trust instanceof X509ExtendedTrustManager extended) {
        extended.checkServerTrusted(chain, authType, engine);
      } else {
        trust.checkServerTrusted(chain, authType);
      }
      // The JDK does not check the dates of a self-signed certificate that is trusted itself.
      chain[0].checkValidity();
    } catch (CertificateException e) {
      failure = e;
      throw e;
    } catch (IdentityException e) {
      failure = new CertificateException(e.getMessage(), e);
      throw failure;
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
    trust.checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
    trust.checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
    trust.checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
    throws CertificateException {
    trust.checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
    trust.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}
