package com.nexora.streams.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry for development that speaks Confluent's REST protocol (Avro only) and keeps its
 * schemas in the topic {@code _schemas} of the broker it serves.
 *
 * <p>It exists because ids must survive a restart together with the records that carry them: a
 * registry in memory would make yesterday's data unreadable.
 */
public final class DevRegistry implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DevRegistry.class);
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int BODY_LIMIT_BYTES = 4 << 20;
  private static final int THREADS = 4;
  private static final int BACKLOG = 64;

  static {
    // The JDK's server reads these once: no delayed acknowledgements, and a slow client cannot hold
    // a thread for ever (seconds).
    System.getProperties().putIfAbsent("sun.net.httpserver.nodelay", "true");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "30");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxRspTime", "30");
  }

  private final RegistryStore store;
  private final HttpServer server;
  private final ExecutorService threads;
  private final RegistryRoutes routes;

  private DevRegistry(final RegistryStore store, final HttpServer server) {
    this.store = store;
    this.server = server;
    this.routes = new RegistryRoutes(new RegistryCalls(store));
    final AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            body -> {
              final Thread thread = new Thread(body, "dev-registry-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Reads {@code _schemas} to its end, then serves it.
   *
   * @param port loopback port to listen on
   * @throws DevClusterException if the port is in use or the broker does not answer
   */
  public static DevRegistry start(final String bootstrapServers, final int port) {
    final HttpServer server = listen(port);
    try {
      final DevRegistry registry = new DevRegistry(RegistryStore.open(bootstrapServers), server);
      server.setExecutor(registry.threads);
      server.createContext("/", registry::handle);
      server.start();
      log.atInfo()
          .addKeyValue("port", registry.port())
          .addKeyValue("subjects", registry.store.state().subjects(false).size())
          .log("development schema registry is ready");
      return registry;
    } catch (final RuntimeException e) {
      server.stop(0);
      throw e;
    }
  }

  private static HttpServer listen(final int port) {
    try {
      return HttpServer.create(
          new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), BACKLOG);
    } catch (final BindException e) {
      throw new DevClusterException(
          "port %d on 127.0.0.1 is in use by another program: end that one, or choose another port for the schema registry with --registry-port"
              .formatted(port),
          e);
    } catch (final IOException e) {
      throw new DevClusterException(
          "schema registry cannot listen on port %d: %s".formatted(port, e), e);
    }
  }

  private void handle(final HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      String answer;
      try {
        answer =
            routes
                .answer(
                    RegistryRoutes.Request.of(
                        exchange.getRequestMethod(), exchange.getRequestURI(), body(exchange)))
                .toString();
      } catch (final RegistryException e) {
        status = e.status();
        answer = error(e.code(), String.valueOf(e.getMessage()));
      } catch (final RuntimeException e) {
        log.atError().setCause(e).log("schema registry failed to answer");
        status = 500;
        answer = error(50001, "Error in the schema registry: " + e);
      }
      send(exchange, status, answer.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String body(final HttpExchange exchange) throws IOException {
    final byte[] bytes = exchange.getRequestBody().readNBytes(BODY_LIMIT_BYTES + 1);
    if (bytes.length > BODY_LIMIT_BYTES) {
      throw RegistryException.tooLarge(BODY_LIMIT_BYTES);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String error(final int code, final String message) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("error_code", code)
        .put("message", message)
        .toString();
  }

  private static void send(final HttpExchange exchange, final int status, final byte[] answer)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
  }

  /** Port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** For {@code schema.registry.url}. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Stops serving; what was acknowledged is in the broker. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    store.close();
  }
}
