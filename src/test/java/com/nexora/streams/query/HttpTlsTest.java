package com.nexora.streams.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.runtime.StartupException;
import com.nexora.streams.runtime.TlsSettings;
import com.nexora.streams.testkit.KeyStores;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers over TLS, with certificates made here. */
final class HttpTlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private static Path directory;
  private static QueryFixture open;
  private static QueryFixture mutual;

  @BeforeAll
  static void start() throws Exception {
    KeyStores.generate(directory);
    Files.writeString(directory.resolve("server.key"), pem("server.p12"));
    Files.writeString(directory.resolve("password"), "changeit\n");
    open =
        new QueryFixture(
            Files.createDirectories(directory.resolve("open")),
            Map.of(
                "http.tls.certificate.file", directory.resolve("server.pem").toString(),
                "http.tls.key.file", directory.resolve("server.key").toString()));
    mutual =
        new QueryFixture(
            Files.createDirectories(directory.resolve("mutual")),
            Map.of(
                "http.tls.keystore.file", directory.resolve("server.p12").toString(),
                "http.tls.keystore.password.file", directory.resolve("password").toString(),
                "http.tls.client.ca.file", directory.resolve("client.pem").toString()));
  }

  @AfterAll
  static void stop() {
    open.close();
    mutual.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void shouldAnswerOverTlsOfToday(final String protocol) throws Exception {
    // Given
    final HttpClient client = client(null, protocol);

    // When
    final HttpResponse<String> answer = health(client, open);

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(protocol);
  }

  @Test
  void shouldNotAnswerInClearText() throws IOException {
    // Given
    final byte[] request =
        "GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    // When
    final String answer;
    try (Socket socket = new Socket("127.0.0.1", open.server.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request);
      answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    // Then
    assertThat(answer).doesNotContain("HTTP/1.1 200", "ready");
  }

  @Test
  void shouldAnswerAClientThatShowsACertificateOfTheAuthority() throws Exception {
    // Given
    final HttpClient client = client("client.p12", "TLSv1.3");

    // When
    final HttpResponse<String> answer = health(client, mutual);

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "server.p12"})
  void shouldRefuseAClientWithoutCertificateOrWithAnotherAuthoritys(final String keys)
      throws Exception {
    // Given
    final HttpClient client = client(keys.isEmpty() ? null : keys, "TLSv1.2");

    // When, Then
    assertThatThrownBy(() -> health(client, mutual))
        .isInstanceOfAny(SSLHandshakeException.class, IOException.class);
  }

  @Test
  void shouldNotStartWithHalfOfWhatTlsNeeds() {
    // Given
    final Optional<Path> none = Optional.empty();
    final Optional<Path> certificate = Optional.of(directory.resolve("server.pem"));

    // When, Then
    assertThatThrownBy(() -> HttpTls.of(new TlsSettings(certificate, none, none, none, none)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("http.tls.key.file");
    assertThatThrownBy(() -> HttpTls.of(new TlsSettings(none, none, none, none, certificate)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("http.tls.certificate.file");
    assertThatThrownBy(
            () -> HttpTls.of(new TlsSettings(certificate, certificate, none, none, none)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("PKCS#8");
    assertThat(HttpTls.of(new TlsSettings(none, none, none, none, none))).isEmpty();
  }

  private static HttpResponse<String> health(final HttpClient client, final QueryFixture query)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + query.server.port() + "/health"))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpClient client(final String keys, final String protocol) throws Exception {
    final TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store("trust-server.p12"));
    final KeyManagerFactory own =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys == null ? null : store(keys), PASSWORD);
    final SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(context)
        .sslParameters(new SSLParameters(null, new String[] {protocol}))
        .build();
  }

  private static String pem(final String store) throws Exception {
    final byte[] key = store(store).getKey("server", PASSWORD).getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static KeyStore store(final String file) throws Exception {
    final KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      store.load(in, PASSWORD);
    }
    return store;
  }
}
