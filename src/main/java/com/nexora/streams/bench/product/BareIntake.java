package com.nexora.streams.bench.product;

import com.nexora.streams.intake.EventSender;
import io.javalin.Javalin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What nobody who takes events by HTTP gets below: a Javalin route that sends every line of its
 * body as it is, with our producer's settings, and answers when all are acknowledged. No token, no
 * JSON, no checks, no results.
 *
 * <p>Arguments: the product's configuration, the port, the topic.
 */
public final class BareIntake {

  private BareIntake() {}

  public static void main(final String[] arguments) throws IOException {
    final Properties config = new Properties();
    try (var in = Files.newInputStream(Path.of(arguments[0]))) {
      config.load(in);
    }
    final Map<String, Object> clients = new HashMap<>();
    clients.put("bootstrap.servers", config.getProperty("kafka.bootstrap.servers"));
    final Producer<byte[], byte[]> producer =
        EventSender.producer(clients, "bare-intake", Duration.ofSeconds(10), 64L << 20);
    final String topic = arguments[2];
    Javalin.create(
            javalin -> {
              javalin.startup.showJavalinBanner = false;
              javalin.http.maxRequestSize = 16L << 20;
              javalin.routes.get("/health/ready", context -> context.status(200));
              javalin.routes.post(
                  "/lines",
                  context -> {
                    final byte[] body = context.bodyAsBytes();
                    context.future(
                        () -> send(producer, topic, body).thenRun(() -> context.status(202)));
                  });
            })
        .start("127.0.0.1", Integer.parseInt(arguments[1]));
  }

  private static CompletableFuture<Void> send(
      final Producer<byte[], byte[]> producer, final String topic, final byte[] body) {
    final List<CompletableFuture<Void>> sent = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= body.length; i++) {
      if ((i == body.length || body[i] == '\n') && i > from) {
        final CompletableFuture<Void> one = new CompletableFuture<>();
        producer.send(
            new ProducerRecord<>(topic, Arrays.copyOfRange(body, from, i)),
            (metadata, error) -> {
              if (error == null) {
                one.complete(null);
              } else {
                one.completeExceptionally(error);
              }
            });
        sent.add(one);
        from = i + 1;
      }
    }
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
  }
}
