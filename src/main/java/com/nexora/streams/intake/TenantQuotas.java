package com.nexora.streams.intake;

import com.nexora.streams.catalogue.LeastRecentlyUsed;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * How much each tenant may send, by token buckets of this instance: requests and events a second.
 *
 * <p>Counted per instance, not over the cluster: a shared counter would cost every request a hop.
 * With n instances behind a balancer a tenant gets about n times the quota.
 */
public final class TenantQuotas {

  private static final int MAX_TENANTS = 10_000;

  private final int requests;
  private final int events;
  private final int burst;
  private final ToIntFunction<String> requestsOfTenant;
  // One that is forgotten starts with full buckets.
  private final Map<String, Buckets> tenants = new LeastRecentlyUsed<>(MAX_TENANTS);

  /**
   * @param requests that a tenant may send in a second, unless its settings say otherwise
   * @param events that a tenant may send in a second
   * @param burst most events at once, at least those of the largest request
   * @param requestsOfTenant what the tenant's settings say; 0: nothing
   */
  public TenantQuotas(
      final int requests,
      final int events,
      final int burst,
      final ToIntFunction<String> requestsOfTenant) {
    this.requests = requests;
    this.events = events;
    this.burst = Math.max(events, burst);
    this.requestsOfTenant = requestsOfTenant;
  }

  /**
   * Asks for one request.
   *
   * @return 0 if it may be served, else nanoseconds until it may be
   */
  public long request(final String tenant) {
    return wait(buckets(tenant).requests, 1);
  }

  /**
   * Asks for events.
   *
   * @return 0 if they may be taken, else nanoseconds until they may be; nothing was counted then
   */
  public long events(final String tenant, final int count) {
    return count == 0 ? 0 : wait(buckets(tenant).events, Math.min(count, burst));
  }

  /** Gives back what was asked for and not used. */
  public void giveBack(final String tenant, final int count) {
    if (count > 0) {
      buckets(tenant).events.addTokens(Math.min(count, burst));
    }
  }

  private static long wait(final Bucket bucket, final int tokens) {
    final ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(tokens);
    return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
  }

  private Buckets buckets(final String tenant) {
    final int own = requestsOfTenant.applyAsInt(tenant);
    final int perSecond = own == 0 ? requests : own;
    synchronized (tenants) {
      final Buckets known = tenants.get(tenant);
      if (known != null && known.perSecond == perSecond) {
        return known;
      }
      final Buckets fresh =
          new Buckets(
              perSecond,
              bucket(perSecond, perSecond),
              known == null ? bucket(events, burst) : known.events);
      tenants.put(tenant, fresh);
      return fresh;
    }
  }

  private static Bucket bucket(final int perSecond, final int capacity) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(capacity).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .build();
  }

  private record Buckets(int perSecond, Bucket requests, Bucket events) {}
}
