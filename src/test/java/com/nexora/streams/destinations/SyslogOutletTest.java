package com.nexora.streams.destinations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.testkit.KeyStores;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SyslogOutletTest {

  @TempDir Path dir;

  /** The server closes its connection only then. */
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  private final CompletableFuture<List<String>> read = new CompletableFuture<>();

  @Test
  void shouldSendWholeMessagesWithTheirLengthInFront() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SyslogOutlet outlet = outlet(server.getLocalPort(), false, plain())) {
      // Given
      final CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server, 2));
      final Item odd =
          new Item(
              "analytics.alerts",
              0,
              1,
              2,
              "acme",
              "id \"]\\",
              "alert open",
              "\u00e4",
              1_700_000_000_000L,
              "{\"a\":\"\u00e4\"}");

      // When
      outlet.deliver(List.of(Samples.item(1), odd));

      // Then
      assertThat(read.get())
          .containsExactly(
              "<131>1 2023-11-14T21:56:40.001Z - nexora-streams - finding.updated [nexora@32473 tenant=\"acme\" entity=\"agent-1\" id=\"finding-1\" topic=\"threat.correlated\"] \ufeff{\"number\":1}",
              "<132>1 2023-11-14T22:13:20Z - nexora-streams - alert_open [nexora@32473 tenant=\"acme\" entity=\"\u00e4\" id=\"id \\\"\\]\\\\\" topic=\"analytics.alerts\"] \ufeff{\"a\":\"\u00e4\"}");
      over.complete(null);
      served.get();
    }
  }

  @Test
  void shouldNoticeAServerThatWentAway() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SyslogOutlet outlet = outlet(server.getLocalPort(), false, plain())) {
      // Given
      final CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server, 1));
      outlet.deliver(Samples.items(0, 1));
      over.complete(null);
      served.get();

      // When
      assertThatThrownBy(() -> outlet.deliver(Samples.items(1, 2)))

          // Then
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void shouldTrustOnlyAServerThatProvesItsName() throws Exception {
    // Given
    final KeyStores stores = KeyStores.generate(dir);
    final KeyStore trust = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(dir.resolve("trust-server.p12").toFile())) {
      trust.load(in, "changeit".toCharArray());
    }
    final TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(trust);
    final SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusted.getTrustManagers(), null);
    try (ServerSocket server =
        stores
            .serverContext()
            .getServerSocketFactory()
            .createServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
      final CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server, 1));

      // When
      try (SyslogOutlet outlet = outlet(server.getLocalPort(), true, context.getSocketFactory())) {
        outlet.deliver(Samples.items(0, 1));
      }

      // Then
      assertThat(read.get()).singleElement().asString().contains("finding-0");
      over.complete(null);
      served.get();
      CompletableFuture.runAsync(() -> serve(server, 1));
      try (SyslogOutlet outlet = outlet(server.getLocalPort(), true, plain())) {
        assertThatThrownBy(() -> outlet.deliver(Samples.items(0, 1)))
            .isInstanceOf(UnavailableException.class);
      }
    }
  }

  private static SSLSocketFactory plain() {
    return (SSLSocketFactory) SSLSocketFactory.getDefault();
  }

  private static SyslogOutlet outlet(
      final int port, final boolean tls, final SSLSocketFactory factory) {
    final Map<String, String> config = new HashMap<>();
    config.put("host", "localhost");
    config.put("port", Integer.toString(port));
    config.put("tls", tls ? "on" : "off");
    return new SyslogOutlet(
        Samples.spec("syslog", config), new GuardedConnections(Samples.LOCAL, factory));
  }

  /** Reads so many messages of one connection. */
  private void serve(final ServerSocket server, final int count) {
    final List<String> frames = new ArrayList<>();
    try (Socket socket = server.accept()) {
      final InputStream in = socket.getInputStream();
      while (frames.size() < count) {
        int length = 0;
        for (int c = in.read(); c != ' '; c = in.read()) {
          if (c < '0' || c > '9') {
            throw new IOException("no length: " + c);
          }
          length = length * 10 + c - '0';
        }
        frames.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
      }
      read.complete(frames);
      over.join();
    } catch (final IOException e) {
      read.completeExceptionally(e);
    }
  }
}
