package com.nexora.streams.bench.product;

import com.nexora.streams.bench.BenchException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** A few clients that ask one question after the other, for a time. */
final class QueryLoad {

  private static final int MOST = 1_000_000;

  private final ProductHttp http;
  private final int clients;
  private final Duration time;

  QueryLoad(final ProductHttp http, final int clients, final Duration time) {
    this.http = http;
    this.clients = clients;
    this.time = time;
  }

  /**
   * A question.
   *
   * @param path with its parameters
   * @param check throws if the answer is wrong
   */
  record Question(String path, Consumer<String> check) {}

  /**
   * Asks for half of the time to warm up, then measures.
   *
   * @param path makes a question
   * @param check throws if an answer is wrong
   */
  Latencies run(final Function<Random, String> path, final Consumer<String> check) {
    return run(random -> new Question(path.apply(random), check));
  }

  /** Asks for half of the time to warm up, then measures. */
  Latencies run(final Function<Random, Question> questions) {
    ask(questions, time.dividedBy(2));
    return ask(questions, time);
  }

  private Latencies ask(final Function<Random, Question> questions, final Duration limit) {
    final ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      final long begin = System.nanoTime();
      final long deadline = begin + limit.toNanos();
      final List<Future<long[]>> runs = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        final Random random = new Random(i);
        runs.add(threads.submit(() -> client(questions, random, deadline)));
      }
      final List<long[]> all = new ArrayList<>();
      for (final Future<long[]> run : runs) {
        all.add(run.get());
      }
      return Latencies.of(
          all.stream().flatMapToLong(Arrays::stream).toArray(), System.nanoTime() - begin);
    } catch (final ExecutionException e) {
      throw new BenchException("a question failed: " + e.getCause(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private long[] client(
      final Function<Random, Question> questions, final Random random, final long deadline) {
    long[] taken = new long[1_024];
    int count = 0;
    while (System.nanoTime() < deadline && count < MOST) {
      final Question question = questions.apply(random);
      final long begin = System.nanoTime();
      final String answer = http.text(question.path());
      final long end = System.nanoTime();
      question.check().accept(answer);
      if (count == taken.length) {
        taken = Arrays.copyOf(taken, 2 * count);
      }
      taken[count++] = end - begin;
    }
    return Arrays.copyOf(taken, count);
  }
}
