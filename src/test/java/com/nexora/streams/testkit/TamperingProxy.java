package com.nexora.streams.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Stands before a server and changes the bodies of some of its answers: a liar on the way. */
public final class TamperingProxy implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final List<String> KEPT = List.of("Content-Type", "Cache-Control");

  private final String upstream;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private volatile Pattern paths = Pattern.compile("(?!)");
  private volatile UnaryOperator<byte[]> change = body -> body;
  private volatile int changed;

  /**
   * @param upstream URL of the server, without a slash at its end
   */
  public TamperingProxy(final String upstream) throws IOException {
    this.upstream = upstream;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** URL of the proxy, without a slash at its end. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on changes the answers for paths that end so, and no others. */
  public void tamper(final String pathEnding, final UnaryOperator<byte[]> with) {
    paths = Pattern.compile(".*" + pathEnding);
    change = with;
    changed = 0;
  }

  /** How many answers were changed since then. */
  public int changed() {
    return changed;
  }

  private void handle(final HttpExchange exchange) throws IOException {
    try (exchange) {
      final HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(upstream + exchange.getRequestURI()));
      final String token = exchange.getRequestHeaders().getFirst("Authorization");
      if (token != null) {
        request.header("Authorization", token);
      }
      final HttpResponse<byte[]> answer =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      byte[] body = answer.body();
      if (paths.matcher(exchange.getRequestURI().getPath()).matches()) {
        body = change.apply(body.clone());
        changed++;
      }
      for (final String name : KEPT) {
        answer
            .headers()
            .firstValue(name)
            .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
      }
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
