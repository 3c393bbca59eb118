package com.nexora.streams.query;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refusal in the form of RFC 9457: what kind, which status, what exactly, and what would have
 * been allowed. Never carries a stack trace, a token or another tenant's data; what it quotes of a
 * request passes {@link ErrorText}.
 */
final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final String TYPE = "urn:nexora:problem:";
  private static final int RETRY_AFTER_SECONDS = 1;

  private final int status;
  private final String slug;
  private final String title;
  private final LinkedHashMap<String, String> members = new LinkedHashMap<>();
  private final LinkedHashMap<String, String> headers = new LinkedHashMap<>();

  private Problem(final int status, final String slug, final String title, final String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.slug = slug;
    this.title = title;
  }

  static Problem parameter(final String name, final String detail, final String allowed) {
    return new Problem(400, "invalid-parameter", "A parameter is not valid", detail)
        .member("parameter", name)
        .member("allowed", allowed);
  }

  static Problem badRequest(final String detail) {
    return new Problem(400, "bad-request", "The request cannot be understood", detail);
  }

  /**
   * @param error RFC 6750 error code, empty when no token was sent at all
   */
  static Problem unauthorized(final String error, final String detail) {
    final String challenge =
        error.isEmpty()
            ? "Bearer realm=\"nexora\""
            : "Bearer realm=\"nexora\", error=\""
                + error
                + "\", error_description=\""
                + detail.replace('"', '\'')
                + "\"";
    return new Problem(401, "unauthorized", "A valid bearer token is needed", detail)
        .header("WWW-Authenticate", challenge);
  }

  static Problem forbiddenTenant() {
    return new Problem(
        403,
        "wrong-tenant",
        "The token belongs to another tenant",
        "The tenant of the request must be the tenant of the token.");
  }

  static Problem forbiddenScope(final String scope) {
    return new Problem(
            403,
            "missing-scope",
            "The token lacks a scope",
            "This route needs the scope " + scope + ".")
        .header(
            "WWW-Authenticate",
            "Bearer realm=\"nexora\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
  }

  static Problem notFound(final String detail) {
    return new Problem(404, "not-found", "There is no such thing", detail);
  }

  static Problem conflict(final String slug, final String title, final String detail) {
    return new Problem(409, slug, title, detail);
  }

  /**
   * @param field JSON pointer into the body
   */
  static Problem setting(final String field, final String detail, final String allowed) {
    return new Problem(400, "invalid-setting", "A setting cannot be used", detail)
        .member("field", field)
        .member("allowed", allowed);
  }

  static Problem preconditionFailed(final String detail) {
    return new Problem(412, "precondition-failed", "Somebody else has changed it", detail);
  }

  static Problem preconditionRequired(final String detail) {
    return new Problem(428, "precondition-required", "Say what is to be changed", detail);
  }

  static Problem methodNotAllowed(final String allowed) {
    return new Problem(
            405,
            "method-not-allowed",
            "The method is not allowed here",
            "Allowed: " + allowed + ".")
        .header("Allow", allowed);
  }

  static Problem notAcceptable(final String offered) {
    return new Problem(
            406,
            "not-acceptable",
            "No acceptable form",
            "This route answers " + offered + "; the Accept header excludes it.")
        .member("allowed", offered);
  }

  static Problem bodyTooLarge(final long most) {
    return new Problem(
        413,
        "body-too-large",
        "The request body is too large",
        "At most " + most + " bytes are taken.");
  }

  /**
   * @param reason code of what is wrong
   */
  static Problem invalidEvent(final String reason, final String detail) {
    return new Problem(400, "invalid-event", "The event is not valid", detail)
        .member("reason", reason);
  }

  static Problem tenantDisabled(final String detail) {
    return new Problem(403, "tenant-disabled", "The tenant is switched off", detail);
  }

  static Problem bodyTooLate(final long millis) {
    return new Problem(
            408,
            "body-too-late",
            "The body took too long",
            "A body must arrive within " + millis + " ms.")
        .header("Connection", "close");
  }

  static Problem bodyTooLarge(final String detail) {
    return new Problem(413, "body-too-large", "The request body is too large", detail);
  }

  static Problem unsupportedMedia(final String detail) {
    return new Problem(415, "unsupported-media-type", "The form of the body is not taken", detail);
  }

  static Problem reusedKey() {
    return new Problem(
        422,
        "idempotency-key-reused",
        "The key was used for another body",
        "An Idempotency-Key stands for one body. Send another body under another key.");
  }

  /**
   * @param nanos until it may be tried again
   */
  static Problem tooManyRequests(final String detail, final long nanos) {
    return new Problem(429, "quota-exceeded", "The tenant's quota is used up", detail)
        .header("Retry-After", Long.toString(Math.max(1, (nanos + 999_999_999L) / 1_000_000_000L)));
  }

  static Problem unavailable(final String detail) {
    return new Problem(503, "unavailable", "Not available just now", detail)
        .header("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
  }

  static Problem internal() {
    return new Problem(
        500,
        "internal-error",
        "The server failed",
        "The cause is in the server's log, not in this answer.");
  }

  /** Whatever the server itself refuses before a route is reached. */
  static Problem ofStatus(final int status, final String detail) {
    return switch (status) {
      case 404 -> notFound(detail);
      case 413 -> new Problem(413, "body-too-large", "The request body is too large", detail);
      case 414 -> new Problem(414, "uri-too-long", "The URL is too long", detail);
      case 431 ->
          new Problem(431, "headers-too-large", "The request's headers are too large", detail);
      case 503 -> unavailable(detail);
      default ->
          status >= 500
              ? internal()
              : new Problem(status, "bad-request", "The request cannot be understood", detail);
    };
  }

  Problem member(final String name, final String value) {
    members.put(name, value);
    return this;
  }

  Problem header(final String name, final String value) {
    headers.put(name, value);
    return this;
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  /**
   * The members of the answer.
   *
   * @param instance path of the request
   */
  Map<String, Object> body(final String instance) {
    final Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", TYPE + slug);
    body.put("title", title);
    body.put("status", status);
    body.put("detail", ErrorText.of(String.valueOf(getMessage())));
    body.put("instance", ErrorText.path(instance));
    members.forEach((name, value) -> body.put(name, ErrorText.of(value)));
    return body;
  }
}
