package com.nexora.streams.destinations;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** An HTTP server that remembers what it was sent and answers as the test says. */
final class Receiver implements AutoCloseable {

  /** What was sent. */
  record Request(Map<String, String> headers, String body) {}

  private final HttpServer server;
  private final List<Request> requests = new ArrayList<>();
  private volatile Function<Request, Integer> answer = request -> 204;
  private volatile Map<String, String> replyHeaders = Map.of();

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(final HttpExchange exchange) throws IOException {
    final boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    final byte[] body =
        gzip
            ? new GZIPInputStream(exchange.getRequestBody()).readAllBytes()
            : exchange.getRequestBody().readAllBytes();
    final Request request =
        new Request(
            exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().toLowerCase(), e -> e.getValue().get(0))),
            new String(body, StandardCharsets.UTF_8));
    final int status = answer.apply(request);
    synchronized (requests) {
      if (status < 300) {
        requests.add(request);
      }
    }
    replyHeaders.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  void answers(final Function<Request, Integer> status) {
    answer = status;
  }

  void alsoSays(final String header, final String value) {
    replyHeaders = Map.of(header, value);
  }

  /** Those that it accepted. */
  List<Request> accepted() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?a=b";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
