package com.nexora.streams.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP to a group of registries that hold the same schemas.
 *
 * <p>One that fails costs a try of the next; the one that answered last is asked first from then
 * on, so a dead first URL does not slow every request. Only when all have failed does it wait,
 * twice as long each time.
 */
final class RegistryConnection implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RegistryConnection.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long BODY_MS = 1_000;
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

  /** A registry's answer that is an answer: any status below 500 with a JSON body. */
  record Reply(URI url, int status, JsonNode body) {

    /** The registry's own error number, e.g. 40403; the HTTP status if it gave none. */
    int errorCode() {
      return body.path("error_code").asInt(status);
    }

    /** Whether an error is a registry's own, whose numbers are the HTTP status and two digits. */
    boolean isOfRegistry() {
      return errorCode() / 100 == status || status == 409;
    }

    String message() {
      return body.path("message").asText("no message");
    }
  }

  private final List<URI> urls;
  private final RegistryCredentials credentials;
  private final HttpClient client;
  private final Duration requestTimeout;
  private final int maxRetries;
  private final Duration retryWait;
  private final Duration retryMaxWait;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile int lastGood;

  RegistryConnection(final SchemaSettings settings) {
    urls = settings.urls();
    credentials = RegistryCredentials.of(settings);
    requestTimeout = settings.requestTimeout();
    maxRetries = settings.maxRetries();
    retryWait = settings.retryWait();
    retryMaxWait = settings.retryMaxWait();
    final HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectTimeout());
    RegistryTls.context(settings).ifPresent(builder::sslContext);
    client = builder.build();
  }

  /** Asks with retries. */
  Reply get(final String path) {
    return send(path, null, maxRetries);
  }

  /** Posts with retries; every post of the protocol may safely be repeated. */
  Reply post(final String path, final JsonNode body) {
    return send(path, body.toString(), maxRetries);
  }

  /** Asks each registry once at most. */
  Reply getOnce(final String path) {
    return getOnce(path, requestTimeout);
  }

  /**
   * As {@link #getOnce(String)}, with less time for each registry.
   *
   * @param timeout from question to answer; the configured one if that is shorter
   */
  Reply getOnce(final String path, final Duration timeout) {
    final List<String> problems = new ArrayList<>();
    final Reply reply =
        askAll(
            path, null, timeout.compareTo(requestTimeout) < 0 ? timeout : requestTimeout, problems);
    if (reply == null) {
      throw unreachable(1, problems);
    }
    return reply;
  }

  /** The registries' URLs without user and password. */
  List<String> names() {
    return urls.stream().map(RegistryConnection::name).toList();
  }

  /** A URL without user and password. */
  static String name(final URI url) {
    final String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port + url.getRawPath();
  }

  /** Ends waiting retries; requests fail from now on. */
  @Override
  public void close() {
    closed.countDown();
  }

  private Reply send(final String path, final @Nullable String body, final int retries) {
    Duration wait = retryWait;
    for (int attempt = 0; ; attempt++) {
      final List<String> problems = new ArrayList<>();
      final Reply reply = askAll(path, body, requestTimeout, problems);
      if (reply != null) {
        return reply;
      }
      if (attempt >= retries) {
        throw unreachable(attempt + 1, problems);
      }
      log.atWarn()
          .addKeyValue("registries", names())
          .addKeyValue("attempt", attempt + 1)
          .addKeyValue("retryInMs", wait.toMillis())
          .log("no schema registry answers");
      pause(wait, problems);
      final Duration doubled = wait.multipliedBy(2);
      wait = doubled.compareTo(retryMaxWait) > 0 ? retryMaxWait : doubled;
    }
  }

  /** The first answer; null if there is none. */
  private @Nullable Reply askAll(
      final String path,
      final @Nullable String body,
      final Duration timeout,
      final List<String> problems) {
    final int first = lastGood;
    for (int i = 0; i < urls.size(); i++) {
      final int at = (first + i) % urls.size();
      final Reply reply = ask(urls.get(at), path, body, timeout, problems);
      if (reply != null) {
        lastGood = at;
        return reply;
      }
    }
    return null;
  }

  private @Nullable Reply ask(
      final URI url,
      final String path,
      final @Nullable String body,
      final Duration timeout,
      final List<String> problems) {
    if (closed.getCount() == 0) {
      throw new RegistryUnreachableException("the schema registry client is closed", null);
    }
    final CompletableFuture<HttpResponse<String>> asked =
        client.sendAsync(
            request(url, path, body, timeout),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    try {
      // The client's own time-out ends with the headers of the answer.
      final HttpResponse<String> response =
          asked.get(timeout.toMillis() + BODY_MS, TimeUnit.MILLISECONDS);
      final int status = response.statusCode();
      if (status >= 500 || status == 429 || status == 408) {
        problems.add(name(url) + " answered " + status);
        return null;
      }
      return new Reply(url, status, json(response.body()));
    } catch (final ExecutionException e) {
      problems.add(name(url) + ": " + reason(e.getCause() == null ? e : e.getCause()));
      return null;
    } catch (final TimeoutException e) {
      asked.cancel(true);
      problems.add(name(url) + ": the answer did not end in time");
      return null;
    } catch (final InterruptedException e) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      throw new RegistryUnreachableException("interrupted while asking " + name(url), e);
    }
  }

  private HttpRequest request(
      final URI url, final String path, final @Nullable String body, final Duration timeout) {
    final HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(name(url) + path))
            .timeout(timeout)
            .header("Accept", CONTENT_TYPE + ", application/json");
    credentials.headerFor(url).ifPresent(header -> request.header("Authorization", header));
    if (body == null) {
      return request.GET().build();
    }
    return request
        .header("Content-Type", CONTENT_TYPE)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static JsonNode json(final String body) {
    try {
      return JSON.readTree(body);
    } catch (final JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static String reason(final Throwable e) {
    Throwable told = e;
    while (told.getMessage() == null && told.getCause() != null) {
      told = told.getCause();
    }
    final String message = told.getMessage();
    return told.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
  }

  private void pause(final Duration wait, final List<String> problems) {
    try {
      if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw unreachable(1, problems);
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryUnreachableException("interrupted while waiting for the registry", e);
    }
  }

  private RegistryUnreachableException unreachable(
      final int attempts, final List<String> problems) {
    return new RegistryUnreachableException(
        "no schema registry of %s=%s answered in %d attempt(s): %s. Is it up and does the URL include its path?"
            .formatted(
                SchemaSettings.URL,
                String.join(",", names()),
                attempts,
                String.join("; ", problems)),
        null);
  }
}
