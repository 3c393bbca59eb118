package com.nexora.streams.bench.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.bench.BenchException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Questions to the product. Thread-safe. */
final class ProductHttp {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final String url;
  private final String token;

  ProductHttp(final String url, final String token) {
    this.url = url;
    this.token = token;
  }

  /** Base URL. */
  String url() {
    return url;
  }

  /** The bearer token. */
  String token() {
    return token;
  }

  /** Status of the answer; 0 if there is none. */
  int status(final String path) {
    try {
      return client.send(request(path), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (final IOException e) {
      return 0;
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  /**
   * The answer's body.
   *
   * @throws BenchException if the answer is not 200
   */
  String text(final String path) {
    try {
      final HttpResponse<String> answer =
          client.send(request(path), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new BenchException(path + " answers " + answer.statusCode() + ": " + answer.body());
      }
      return answer.body();
    } catch (final IOException e) {
      throw new BenchException(path + " does not answer: " + e, e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  /** The number of events that an answer to a question for metrics tells. */
  static long eventsProcessed(final String body) {
    try {
      final JsonNode events = JSON.readTree(body).get("eventsProcessed");
      if (events == null) {
        throw new BenchException("no eventsProcessed in " + body);
      }
      return events.asLong();
    } catch (final IOException e) {
      throw new BenchException("not JSON: " + body, e);
    }
  }

  private HttpRequest request(final String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + token)
        .timeout(PATIENCE)
        .build();
  }
}
