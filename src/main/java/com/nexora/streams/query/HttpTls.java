package com.nexora.streams.query;

import com.nexora.streams.runtime.StartupException;
import com.nexora.streams.runtime.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The server's side of TLS, from files as Kubernetes mounts them.
 *
 * <p>TLS 1.3 and 1.2 only. A client certificate, if authorities are named, is needed and not merely
 * asked for: a server that takes clients without one has no mutual TLS.
 */
final class HttpTls {

  private static final char[] IN_MEMORY = "in-memory".toCharArray();
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  private HttpTls() {}

  /**
   * The TLS of a server; empty if it speaks plain HTTP.
   *
   * @throws StartupException if a file is missing, cannot be read, or does not go with the others
   */
  static Optional<SslContextFactory.Server> of(final TlsSettings settings) {
    if (!settings.enabled()) {
      if (settings.key().isPresent() || settings.clientAuthorities().isPresent()) {
        throw new StartupException(
            "http.tls.key.file or http.tls.client.ca.file is set, but no certificate: set"
                + " http.tls.certificate.file or http.tls.keystore.file");
      }
      return Optional.empty();
    }
    final SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    tls.setRenegotiationAllowed(false);
    try {
      identity(settings, tls);
      if (settings.clientAuthorities().isPresent()) {
        tls.setTrustStore(trust(settings.clientAuthorities().get()));
        tls.setNeedClientAuth(true);
      }
    } catch (final IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new StartupException("TLS of the HTTP server: " + e.getMessage(), e);
    }
    return Optional.of(tls);
  }

  private static void identity(final TlsSettings settings, final SslContextFactory.Server tls)
      throws IOException, GeneralSecurityException {
    if (settings.keystore().isPresent()) {
      final char[] password =
          Files.readString(needed(settings.password(), "http.tls.keystore.password.file"))
              .stripTrailing()
              .toCharArray();
      final KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(settings.keystore().get())) {
        store.load(in, password);
      }
      tls.setKeyStore(store);
      tls.setKeyStorePassword(new String(password));
      return;
    }
    final KeyStore store = empty();
    store.setKeyEntry(
        "http",
        key(needed(settings.key(), "http.tls.key.file")),
        IN_MEMORY,
        certificates(needed(settings.certificate(), "http.tls.certificate.file")));
    tls.setKeyStore(store);
    tls.setKeyStorePassword(new String(IN_MEMORY));
  }

  private static KeyStore trust(final Path file) throws IOException, GeneralSecurityException {
    final KeyStore store = empty();
    int number = 0;
    for (final Certificate one : certificates(file)) {
      store.setCertificateEntry("ca-" + number++, one);
    }
    return store;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    final KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Path needed(final Optional<Path> file, final String setting) {
    return file.orElseThrow(() -> new IllegalArgumentException(setting + " is not set"));
  }

  private static Certificate[] certificates(final Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      final Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new IllegalArgumentException(file + " holds no certificate");
      }
      return chain;
    }
  }

  private static PrivateKey key(final Path file) throws IOException, GeneralSecurityException {
    final Matcher pem =
        PRIVATE_KEY.matcher(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new IllegalArgumentException(
          file
              + " holds no private key in PKCS#8; convert it with \"openssl pkcs8 -topk8 -nocrypt\"");
    }
    final PKCS8EncodedKeySpec encoded =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
    for (final String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (final InvalidKeySpecException e) {
        // Of another algorithm.
      }
    }
    throw new IllegalArgumentException(file + " holds a private key that is none of " + ALGORITHMS);
  }
}
