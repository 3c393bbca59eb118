package com.nexora.streams.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A registry behind a real socket, small enough to read: it registers what comes, writes down what
 * it was asked, and misbehaves on request. For the client's tests; rooms that need a registry use
 * {@link InMemorySchemaRegistry}.
 */
public final class FakeSchemaRegistry implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<String> schemas = new ArrayList<>();
  private final Map<String, List<Integer>> subjects = new LinkedHashMap<>();
  private final List<String> requests = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private final Deque<Answer> planned = new ArrayDeque<>();

  private final Set<Integer> failing = new HashSet<>();

  private volatile CountDownLatch held = new CountDownLatch(0);

  private record Answer(int status, String body) {}

  private FakeSchemaRegistry(final HttpServer server, final String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  public static FakeSchemaRegistry start() {
    try {
      return new FakeSchemaRegistry(HttpServer.create(anyPort(), 0), "http");
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over TLS; with {@code clientMustProve}, only to clients with a certificate it trusts. */
  public static FakeSchemaRegistry start(final SSLContext tls, final boolean clientMustProve) {
    try {
      final HttpsServer server = HttpsServer.create(anyPort(), 0);
      server.setHttpsConfigurator(
          new HttpsConfigurator(tls) {
            @Override
            public void configure(final HttpsParameters params) {
              final SSLParameters parameters = getSSLContext().getDefaultSSLParameters();
              parameters.setNeedClientAuth(clientMustProve);
              params.setSSLParameters(parameters);
            }
          });
      return new FakeSchemaRegistry(server, "https");
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next answers, whatever is asked; afterwards it behaves again. */
  public synchronized void answerNext(final int times, final int status, final String body) {
    for (int i = 0; i < times; i++) {
      planned.add(new Answer(status, body));
    }
  }

  /** Breaks down at this id from now on, and at no other. */
  public synchronized void failAt(final int id) {
    failing.add(id);
  }

  /** Takes questions from now on and answers none, until {@link #release}. */
  public void hold() {
    held = new CountDownLatch(1);
  }

  /** Answers again, also what it was asked meanwhile. */
  public void release() {
    held.countDown();
  }

  /** What it was asked, as {@code GET /schemas/ids/1}. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** Waits for the first request; false if none came in time. */
  public synchronized boolean awaitRequest(final Duration atMost) throws InterruptedException {
    final long deadline = System.nanoTime() + atMost.toNanos();
    while (requests.isEmpty()) {
      final long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000 + 1);
    }
    return true;
  }

  /** The Authorization header of each request, empty for none. */
  public synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /** Puts a schema under a subject, as another producer would have. */
  public synchronized int register(final String subject, final String schema) {
    int id = schemas.indexOf(schema) + 1;
    if (id == 0) {
      schemas.add(schema);
      id = schemas.size();
    }
    final List<Integer> versions = subjects.computeIfAbsent(subject, s -> new ArrayList<>());
    if (!versions.contains(id)) {
      versions.add(id);
    }
    return id;
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    executor.shutdownNow();
  }

  private void handle(final HttpExchange exchange) throws IOException {
    final byte[] body = exchange.getRequestBody().readAllBytes();
    final Answer answer = answer(exchange, body);
    try {
      held.await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    final byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized Answer answer(final HttpExchange exchange, final byte[] body)
      throws IOException {
    final String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    notifyAll();
    final String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    authorizations.add(authorization == null ? "" : authorization);
    if (!planned.isEmpty()) {
      return planned.remove();
    }
    final String[] parts = path.substring(1).split("/", -1);
    if (path.startsWith("/schemas/ids/")) {
      return schema(Integer.parseInt(parts[2]));
    }
    if (path.equals("/subjects")) {
      return new Answer(200, JSON.writeValueAsString(subjects.keySet()));
    }
    if (path.endsWith("/versions/latest")) {
      return latest(parts[1]);
    }
    final String schema = JSON.readTree(body).path("schema").asText();
    return path.endsWith("/versions")
        ? new Answer(200, "{\"id\":" + register(parts[1], schema) + "}")
        : lookup(parts[1], schema);
  }

  private Answer schema(final int id) {
    if (failing.contains(id)) {
      return error(500, 50001, "Error in the backend data store");
    }
    return id < 1 || id > schemas.size()
        ? error(404, 40403, "Schema not found")
        : new Answer(200, described(id).toString());
  }

  private Answer latest(final String subject) {
    final List<Integer> versions = subjects.get(subject);
    return versions == null
        ? error(404, 40401, "Subject not found.")
        : new Answer(200, described(versions.get(versions.size() - 1)).toString());
  }

  private Answer lookup(final String subject, final String schema) {
    final List<Integer> versions = subjects.get(subject);
    if (versions == null) {
      return error(404, 40401, "Subject not found.");
    }
    final int id = schemas.indexOf(schema) + 1;
    return versions.contains(id)
        ? new Answer(200, described(id).toString())
        : error(404, 40403, "Schema not found");
  }

  private JsonNode described(final int id) {
    final ObjectNode node = JSON.createObjectNode();
    return node.put("id", id).put("schema", schemas.get(id - 1));
  }

  private static Answer error(final int status, final int code, final String message) {
    return new Answer(status, "{\"error_code\":" + code + ",\"message\":\"" + message + "\"}");
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
