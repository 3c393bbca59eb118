package com.nexora.streams.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.processkit.ApplicationProcess;
import com.nexora.streams.processkit.Http;
import com.nexora.streams.processkit.TrailSettings;
import com.nexora.streams.processkit.Waiting;
import com.nexora.streams.query.Tokens;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.testkit.RunningCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process dies by signal 9 around its answers. Each event that was acknowledged is behind the
 * gate exactly once, each other at most once, and a request that is repeated under its key, before
 * and after the crash, is there once and gets the same answer.
 *
 * <p>The long run: {@code -Dnexora.ingest.requests=300 -Dnexora.ingest.kills=30}.
 */
final class IngestKillIT {

  private static final int REQUESTS = Integer.getInteger("nexora.ingest.requests", 24);
  private static final int KILLS = Integer.getInteger("nexora.ingest.kills", 2);
  private static final long SEED = Long.getLong("nexora.ingest.seed", 42);
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String TENANT = "acme";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  @RegisterExtension static final RunningCluster CLUSTER = RunningCluster.fresh();

  /**
   * One request of the plan.
   *
   * @param key Idempotency-Key; null: its events have ids of their own
   * @param repeats whether it is sent again until it is acknowledged
   */
  private record Planned(
      int number, String path, @Nullable String key, String body, boolean repeats) {}

  @Test
  void shouldHaveEachAcknowledgedEventOnceAndEachOtherAtMostOnce(@TempDir final Path directory)
      throws Exception {
    // Given
    final Map<String, String> settings =
        new TrailSettings(directory).of(CLUSTER.cluster(), "ingest-kill-it", "one");
    final String token =
        Tokens.of(NexoraConfig.of(settings).auth(), Clock.systemUTC())
            .mint("sender", TENANT, Set.of("read", "write"), Duration.ofHours(5));
    final Random random = new Random(SEED);
    final List<Planned> plan = plan(random);
    final Set<Integer> killAt = killPoints(random);
    final Map<Integer, String> answers = new HashMap<>();

    try (ApplicationProcess application =
        ApplicationProcess.start(directory.resolve("app"), settings)) {
      application.awaitReady(LIMIT);
      final Sender sender = new Sender(application.url(), token);

      // When
      for (final Planned request : plan) {
        String answer =
            killAt.contains(request.number())
                ? sender.killed(request, application, random.nextInt(30))
                : sender.acknowledged(request);
        if (answer == null && request.repeats()) {
          answer = sender.acknowledged(request);
        }
        if (answer != null) {
          answers.put(request.number(), answer);
        }
      }
      final List<String> repeated = new ArrayList<>();
      for (final Planned request : plan) {
        if (request.repeats() && random.nextInt(4) == 0) {
          repeated.add(answers.get(request.number()));
          repeated.add(sender.acknowledged(request));
        }
      }

      // Then
      final Set<String> acknowledged = new HashSet<>();
      for (final String answer : answers.values()) {
        acknowledged.addAll(ids(answer));
      }
      final Http http = new Http(application.url(), token);
      Waiting.until(
          "all acknowledged events behind the gate",
          LIMIT,
          () -> new HashSet<>(stored(http)).containsAll(acknowledged),
          () -> acknowledged.size() + " acknowledged, " + stored(http).size() + " stored");
      final List<String> stored = stored(http);
      assertThat(stored).doesNotHaveDuplicates();
      assertThat(acknowledged).hasSizeGreaterThan(REQUESTS / 2);
      assertThat(stored.size()).isLessThanOrEqualTo(eventsOf(plan));
      for (int i = 0; i < repeated.size(); i += 2) {
        assertThat(repeated.get(i + 1)).isEqualTo(repeated.get(i));
      }
    }
  }

  private static Set<Integer> killPoints(final Random random) {
    final Set<Integer> points = new HashSet<>();
    while (points.size() < KILLS) {
      points.add(1 + random.nextInt(REQUESTS - 1));
    }
    return points;
  }

  /** Requests with a key or with ids of their own, of one event or of several. */
  private static List<Planned> plan(final Random random) {
    final List<Planned> plan = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      final boolean keyed = random.nextBoolean();
      final boolean many = random.nextBoolean();
      final List<String> events = new ArrayList<>();
      for (int n = 0; n < (many ? 1 + random.nextInt(20) : 1); n++) {
        events.add(event(i, n, keyed ? null : "own-" + i + "-" + n));
      }
      plan.add(
          new Planned(
              i,
              many ? "/events/bulk" : "/events",
              keyed ? "key-" + i : null,
              many ? "{\"events\":[" + String.join(",", events) + "]}" : events.get(0),
              random.nextInt(5) > 0));
    }
    return plan;
  }

  private static String event(final int request, final int number, final @Nullable String id) {
    return """
        {"tenantId":"%s",%s"eventType":"RISK_CREATED","source":"BACKEND_API","action":"create",\
        "entityId":"risk-%d","data":{"request":%d,"number":%d}}"""
        .formatted(
            TENANT, id == null ? "" : "\"eventId\":\"" + id + "\",", number, request, number);
  }

  private static int eventsOf(final List<Planned> plan) {
    return plan.stream()
        .mapToInt(request -> request.body().split("\"number\"", -1).length - 1)
        .sum();
  }

  private static List<String> ids(final String answer) throws IOException {
    return JSON.readTree(answer).findValuesAsText("eventId");
  }

  /** Ids of all events behind the gate, as callers see them; empty while they cannot be read. */
  private static List<String> stored(final Http http) {
    final List<String> ids = new ArrayList<>();
    String cursor = "";
    while (true) {
      final HttpResponse<String> page = http.answer("/events/" + TENANT + "?limit=500" + cursor);
      if (page.statusCode() != 200) {
        return List.of();
      }
      try {
        final JsonNode body = JSON.readTree(page.body());
        body.get("items").forEach(event -> ids.add(event.get("eventId").asText()));
        if (body.get("nextCursor").isNull()) {
          return ids;
        }
        cursor = "&cursor=" + Http.encode(body.get("nextCursor").asText());
      } catch (final IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /**
   * Sends requests as a careful caller does: again, under the same key, until they are
   * acknowledged.
   */
  private record Sender(String url, String token) {

    /** Sends, kills so many milliseconds later, restarts; null if nobody answered with 202. */
    @Nullable String killed(
        final Planned request, final ApplicationProcess application, final int afterMs) {
      final CompletableFuture<HttpResponse<String>> answer =
          CLIENT.sendAsync(http(request), HttpResponse.BodyHandlers.ofString());
      pause(afterMs);
      application.kill9();
      final String body = accepted(answer);
      application.restart();
      application.awaitReady(LIMIT);
      return body;
    }

    String acknowledged(final Planned request) {
      final long deadline = System.nanoTime() + LIMIT.toNanos();
      while (System.nanoTime() < deadline) {
        final String body =
            accepted(CLIENT.sendAsync(http(request), HttpResponse.BodyHandlers.ofString()));
        if (body != null) {
          return body;
        }
        pause(100);
      }
      throw new AssertionError("request " + request.number() + " was never acknowledged");
    }

    private static @Nullable String accepted(final CompletableFuture<HttpResponse<String>> answer) {
      try {
        final HttpResponse<String> done = answer.get();
        assertThat(done.statusCode()).as(done.body()).isIn(202, 503);
        return done.statusCode() == 202 ? done.body() : null;
      } catch (final ExecutionException e) {
        return null; // Nobody answered.
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private HttpRequest http(final Planned request) {
      final HttpRequest.Builder http =
          HttpRequest.newBuilder(URI.create(url + request.path()))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .timeout(Duration.ofSeconds(20))
              .POST(HttpRequest.BodyPublishers.ofString(request.body()));
      if (request.key() != null) {
        http.header("Idempotency-Key", request.key());
      }
      return http.build();
    }
  }

  private static void pause(final long millis) {
    try {
      Thread.sleep(millis);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
