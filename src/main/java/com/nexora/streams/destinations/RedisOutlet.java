package com.nexora.streams.destinations;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.SocketAddressResolver;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A Redis Stream: one entry per item, a batch in one round trip.
 *
 * <p>Entries older than the tenant keeps are trimmed as new ones come. An entry whose answer was
 * lost is added again; its field {@code id} (with {@code topic} and {@code offset}) tells.
 */
final class RedisOutlet implements Outlet {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final RedisURI uri;
  private final String stream;
  private final boolean compressed;
  private final int retentionDays;
  private final NetworkGuard guard;
  private @Nullable ClientResources resources;
  private @Nullable RedisClient client;
  private @Nullable StatefulRedisConnection<String, byte[]> connection;

  RedisOutlet(final DestinationSpec spec, final Secrets secrets, final NetworkGuard guard) {
    final RedisURI.Builder address =
        RedisURI.builder()
            .withHost(spec.text("host", ""))
            .withPort(spec.port(6379))
            .withTimeout(TIMEOUT)
            .withSsl(spec.tls())
            .withVerifyPeer(SslVerifyMode.FULL);
    if (spec.config().containsKey("password")) {
      final char[] password = secrets.get(spec.tenantId(), spec.text("password", "")).toCharArray();
      if (spec.config().containsKey("user")) {
        address.withAuthentication(spec.text("user", ""), password);
      } else {
        address.withPassword(password);
      }
    }
    this.uri = address.build();
    this.stream = spec.text("stream", "nexora:" + spec.tenantId() + ":events");
    this.compressed = spec.compressed();
    this.retentionDays = spec.retentionDays();
    this.guard = guard;
  }

  @Override
  public void deliver(final List<Item> batch) throws UnavailableException {
    final List<RedisFuture<String>> answers = new ArrayList<>(batch.size());
    try {
      final StatefulRedisConnection<String, byte[]> open = open();
      for (final Item item : batch) {
        answers.add(open.async().xadd(stream, trimming(), fields(item)));
      }
      open.flushCommands();
    } catch (final RedisException e) {
      throw new UnavailableException("Redis: " + e.getMessage(), e);
    }
    final long until = System.nanoTime() + TIMEOUT.toNanos();
    int delivered = 0;
    try {
      for (final RedisFuture<String> answer : answers) {
        answer.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        delivered++;
      }
    } catch (final ExecutionException | TimeoutException e) {
      throw new UnavailableException("Redis: " + e.getMessage(), e, delivered);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("Redis: interrupted", e, delivered);
    }
  }

  private XAddArgs trimming() {
    final XAddArgs args = new XAddArgs();
    if (retentionDays > 0) {
      final long from = System.currentTimeMillis() - Duration.ofDays(retentionDays).toMillis();
      args.minId(Math.max(0, from) + "-0").approximateTrimming();
    }
    return args;
  }

  private Map<String, byte[]> fields(final Item item) {
    final Map<String, byte[]> fields = new LinkedHashMap<>();
    fields.put("id", utf8(item.id()));
    fields.put("type", utf8(item.type()));
    fields.put("tenant", utf8(item.tenantId()));
    fields.put("entity", utf8(item.entityId()));
    fields.put("time", utf8(Long.toString(item.time())));
    fields.put("topic", utf8(item.topic()));
    fields.put("offset", utf8(item.partition() + "@" + item.offset()));
    fields.put("encoding", utf8(compressed ? "gzip" : "json"));
    fields.put("data", compressed ? Gzip.of(utf8(item.json())) : utf8(item.json()));
    return fields;
  }

  private static byte[] utf8(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private StatefulRedisConnection<String, byte[]> open() throws UnavailableException {
    final StatefulRedisConnection<String, byte[]> known = connection;
    if (known != null) {
      return known;
    }
    final InetSocketAddress address = guard.resolve(uri.getHost(), uri.getPort());
    final ClientResources threads =
        ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .socketAddressResolver(
                new SocketAddressResolver() {
                  @Override
                  public SocketAddress resolve(final RedisURI redis) {
                    return address;
                  }
                })
            .build();
    resources = threads;
    final RedisClient redis = RedisClient.create(threads, uri);
    client = redis;
    redis.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .keepAlive(true)
                    .build())
            .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
            .build());
    final StatefulRedisConnection<String, byte[]> open =
        redis.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    open.setAutoFlushCommands(false);
    connection = open;
    return open;
  }

  @Override
  public void close() {
    final StatefulRedisConnection<String, byte[]> open = connection;
    connection = null;
    if (open != null) {
      open.closeAsync();
    }
    if (client != null) {
      client.shutdownAsync(0, 1, TimeUnit.SECONDS);
      client = null;
    }
    if (resources != null) {
      resources.shutdown(0, 1, TimeUnit.SECONDS);
      resources = null;
    }
  }
}
