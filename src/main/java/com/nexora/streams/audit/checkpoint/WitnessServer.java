package com.nexora.streams.audit.checkpoint;

import com.nexora.streams.audit.note.AddCheckpointRequest;
import com.nexora.streams.audit.note.WitnessAnswer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /add-checkpoint} of a {@link Witness} over HTTP. */
public final class WitnessServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WitnessServer.class);
  private static final int THREADS = 4;
  private static final int BACKLOG = 64;
  private static final int FAILED = 500;
  private static final int NOT_ALLOWED = 405;

  private final Witness witness;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newFixedThreadPool(THREADS);

  /**
   * Starts to answer.
   *
   * @param port 0 takes a free one
   * @throws UncheckedIOException if the port cannot be opened
   */
  public WitnessServer(final Witness witness, final String host, final int port) {
    this.witness = witness;
    try {
      this.server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
    } catch (final IOException e) {
      workers.shutdownNow();
      throw new UncheckedIOException("cannot listen on %s:%d".formatted(host, port), e);
    }
    server.createContext("/add-checkpoint", this::handle);
    server.setExecutor(workers);
    server.start();
  }

  /** The port that was opened. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(final HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!"POST".equals(exchange.getRequestMethod())) {
        send(exchange, NOT_ALLOWED, "text/plain", "POST a checkpoint\n");
        return;
      }
      final byte[] body = exchange.getRequestBody().readNBytes(AddCheckpointRequest.MAX_BYTES + 1);
      final WitnessAnswer answer;
      try {
        answer = witness.add(body);
      } catch (final UncheckedIOException | IllegalStateException e) {
        LOG.atError().setCause(e).log("nothing cosigned: the state cannot be kept");
        send(exchange, FAILED, "text/plain", "the witness cannot keep its state\n");
        return;
      }
      send(
          exchange,
          answer.status(),
          answer instanceof WitnessAnswer.OtherSize ? WitnessAnswer.SIZE_TYPE : "text/plain",
          answer.body());
    }
  }

  private static void send(
      final HttpExchange exchange, final int status, final String type, final String body)
      throws IOException {
    final byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
