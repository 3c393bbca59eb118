package com.nexora.streams.processkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the application as its users do. */
public final class Http {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final String token;

  /**
   * @param base URL of the application
   * @param token bearer token
   */
  public Http(final String base, final String token) {
    this.base = base;
    this.token = token;
  }

  /** The answer's JSON; a status other than 200 fails. */
  public JsonNode get(final String path) {
    final HttpResponse<String> answer = answer(path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(
          "GET " + path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    try {
      return JSON.readTree(answer.body());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer whatever its status. */
  public HttpResponse<String> answer(final String path) {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(20)));
  }

  /** Status of an unauthenticated GET, or -1 if nobody answers. */
  public static int status(final String url) {
    try {
      return send(HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(3)))
          .statusCode();
    } catch (final UncheckedIOException e) {
      return -1;
    }
  }

  /** A path segment or query value: every reserved character percent-encoded. */
  public static String encode(final String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static HttpResponse<String> send(final HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
