package dev.sluice.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of the operator's choice, which replace those that the JVM trusts. */
public final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * Lets this process trust servers whose certificate is in the file, or is signed by one in it,
   * and no others.
   *
   * @throws IllegalArgumentException if the file holds no certificate in PEM
   */
  public static void trustOnly(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      HttpsURLConnection.setDefaultSSLSocketFactory(context(file, in).getSocketFactory());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has X.509 and TLS", e);
    }
  }

  private static SSLContext context(Path file, InputStream in)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    for (Certificate certificate : certificates(file, in)) {
      trusted.setCertificateEntry("certificate-" + trusted.size(), certificate);
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static Collection<? extends Certificate> certificates(Path file, InputStream in)
      throws GeneralSecurityException {
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException e) {
      // The parser's message names an offset in DER; the one below says what is expected.
    }
    throw new IllegalArgumentException(file + " must hold certificates in PEM");
  }
}
