package com.nexora.streams.bench.product;

import com.nexora.streams.bench.BenchException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Sends events over HTTP as callers do: lists by clients that wait for each answer, or single
 * events at a fixed pace, whatever the answers take.
 */
final class IngestLoad {

  private static final int ACCEPTED = 202;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI uri;
  private final String token;

  /**
   * @param uri of the route
   * @param token bearer token; empty for none
   */
  IngestLoad(final String uri, final String token) {
    this.uri = URI.create(uri);
    this.token = token;
  }

  /**
   * Several clients at once, for so long.
   *
   * @param body of a number of request
   * @return requests that were answered with 202; any other answer fails
   */
  int lists(final int clients, final Duration time, final IntFunction<String> body) {
    final long end = System.nanoTime() + time.toNanos();
    final List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int c = 0; c < clients; c++) {
      final int first = c;
      final CompletableFuture<Integer> done = new CompletableFuture<>();
      final Thread thread =
          new Thread(
              () -> {
                try {
                  int sent = 0;
                  for (int i = first; System.nanoTime() < end; i += clients) {
                    require(
                        client.send(request(body.apply(i)), HttpResponse.BodyHandlers.ofString()));
                    sent++;
                  }
                  done.complete(sent);
                } catch (final IOException | RuntimeException e) {
                  done.completeExceptionally(e);
                } catch (final InterruptedException e) {
                  Thread.currentThread().interrupt();
                  done.completeExceptionally(e);
                }
              },
              "ingest-load-" + c);
      thread.start();
      all.add(done);
    }
    return all.stream().mapToInt(IngestLoad::join).sum();
  }

  /**
   * Single events at a pace. A time counts from the moment at which the request was due, so that
   * one slow answer does not hide those behind it.
   */
  Latencies paced(final int perSecond, final Duration time, final IntFunction<String> body) {
    final int count = (int) (perSecond * time.toMillis() / 1_000);
    final List<CompletableFuture<Long>> all = new ArrayList<>(count);
    final long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      final long due = start + i * 1_000_000_000L / perSecond;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      all.add(
          client
              .sendAsync(request(body.apply(i)), HttpResponse.BodyHandlers.ofString())
              .thenApply(
                  answer -> {
                    require(answer);
                    return System.nanoTime() - due;
                  }));
    }
    final long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      nanos[i] = join(all.get(i));
    }
    return Latencies.of(nanos, System.nanoTime() - start);
  }

  private HttpRequest request(final String body) {
    final HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request.build();
  }

  private static void require(final HttpResponse<String> answer) {
    if (answer.statusCode() != ACCEPTED) {
      throw new BenchException(
          "an event was not taken: " + answer.statusCode() + " " + answer.body());
    }
  }

  private static <T> T join(final CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (final ExecutionException e) {
      throw new BenchException("sending events failed: " + e.getCause(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }
}
