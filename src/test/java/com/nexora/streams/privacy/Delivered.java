package com.nexora.streams.privacy;

import com.nexora.events.Destination;
import com.nexora.events.TenantConfig;
import com.nexora.streams.catalogue.AdminActs;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroSerdes;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The other side of a tenant's webhook: keeps in a file what it was sent. */
final class Delivered implements AutoCloseable {

  private final HttpServer server;
  private final Path file;

  /**
   * @param directory for the file
   */
  Delivered(final Path directory) throws IOException {
    file = Files.createDirectories(directory).resolve("items.json");
    Files.writeString(file, "");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::keep);
    server.start();
  }

  private void keep(final HttpExchange exchange) throws IOException {
    Files.write(file, exchange.getRequestBody().readAllBytes(), StandardOpenOption.APPEND);
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  /** Where the product finds the webhook's secret; for {@code destinations.secrets.dir}. */
  static Path secrets(final Path directory, final String tenant) throws IOException {
    Files.writeString(Files.createDirectories(directory.resolve(tenant)).resolve("hook"), "key\n");
    return directory;
  }

  /** Has the bodies of a tenant's governance events sent here. */
  void subscribe(final Map<String, Object> clients, final AvroSerdes serdes, final String tenant) {
    final TenantConfig config =
        TenantConfig.newBuilder()
            .setTenantId(tenant)
            .setCompressionEnabled(false)
            .setDestinations(
                List.of(
                    new Destination(
                        "webhook",
                        true,
                        Map.of(
                            "url", "http://127.0.0.1:" + server.getAddress().getPort() + "/",
                            "secret", "file:hook",
                            "topics", Topics.GRC_EVENTS,
                            "bodies", "redacted",
                            "from", "earliest"))))
            .build();
    try (Producer<byte[], byte[]> producer = AdminActs.producer(clients, "test")) {
      producer.send(
          new ProducerRecord<>(
              Topics.TENANT_CONFIG,
              tenant.getBytes(StandardCharsets.UTF_8),
              serdes
                  .value(TenantConfig.class)
                  .serializer()
                  .serialize(Topics.TENANT_CONFIG, config)));
    }
  }

  /** All that was sent. */
  String text() throws IOException {
    return Files.readString(file);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
