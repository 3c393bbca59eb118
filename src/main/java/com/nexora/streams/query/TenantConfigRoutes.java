package com.nexora.streams.query;

import com.nexora.streams.runtime.StoreUnavailableException;
import com.nexora.streams.runtime.TenantOffice;
import com.nexora.streams.schema.SchemaException;
import com.nexora.streams.tenants.InvalidSettingException;
import com.nexora.streams.tenants.Precondition;
import com.nexora.streams.tenants.TenantConfigJson;
import com.nexora.streams.tenants.TenantDocument;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;

/** Settings of tenants: what is in force, and a change by whoever has seen what it changes. */
final class TenantConfigRoutes {

  private static final String PATH = "/stream-config/{tenant}";
  private static final String TAG = "ETag";
  private static final long SEEN_WITHIN_MS = 1_000;
  private static final long POLL_MS = 10;

  private final Backend backend;
  private final TenantAccess access;

  TenantConfigRoutes(final Backend backend, final TenantAccess access) {
    this.backend = backend;
    this.access = access;
  }

  List<Route> routes() {
    return List.of(Route.json(PATH, Access.TENANT_IN_PATH, Set.of(), this::show));
  }

  List<WriteRoute> writeRoutes() {
    return List.of(
        WriteRoute.admin(WriteRoute.PUT, PATH, this::put).upTo(TenantConfigJson.MAX_BYTES));
  }

  private Answer show(final Call call) {
    try {
      return answer(access.inForce(backend.stores(), call.tenant()));
    } catch (final SchemaException e) {
      throw Problem.unavailable("The schema registry does not answer.");
    }
  }

  private Answer put(final Call call, final byte[] body) {
    final String tenant = call.tenant();
    final Caller caller = call.caller();
    try {
      final TenantDocument changed =
          access
              .desk()
              .put(
                  tenant,
                  body,
                  new Precondition(call.header("If-Match"), call.header("If-None-Match")),
                  caller == null ? "unknown" : caller.subject());
      awaitInForce(tenant, changed);
      return answer(changed);
    } catch (final InvalidSettingException e) {
      throw TenantConfigJson.isOfAnotherTenant(e)
          ? Problem.forbiddenTenant()
          : Problem.setting(e.field(), String.valueOf(e.getMessage()), e.allowed());
    } catch (final TenantOffice.PreconditionException e) {
      throw e.isRequired()
          ? Problem.preconditionRequired(String.valueOf(e.getMessage()))
          : Problem.preconditionFailed(String.valueOf(e.getMessage()));
    } catch (final KafkaException e) {
      throw Problem.unavailable(
          "The settings could not be written: " + e.getClass().getSimpleName() + ".");
    }
  }

  /** So that whoever asks the same instance next sees what it was told. */
  private void awaitInForce(final String tenant, final TenantDocument changed) {
    final long deadline = System.nanoTime() + SEEN_WITHIN_MS * 1_000_000;
    try {
      while (access.inForce(backend.stores(), tenant).config().getUpdatedAt()
              < changed.config().getUpdatedAt()
          && System.nanoTime() < deadline) {
        Thread.sleep(POLL_MS);
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (final StoreUnavailableException | SchemaException e) {
      // The change is made; whether this instance can show it already is another matter.
    }
  }

  private static Answer answer(final TenantDocument document) {
    return new Answer(200, Json.CONTENT_TYPE, document.json(), true).header(TAG, document.tag());
  }
}
