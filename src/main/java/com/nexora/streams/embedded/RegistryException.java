package com.nexora.streams.embedded;

import java.io.Serial;

/** An answer of the registry's protocol that is not success: HTTP status, error code, message. */
final class RegistryException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final int code;

  private RegistryException(final int status, final int code, final String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  int code() {
    return code;
  }

  static RegistryException badRequest(final String message) {
    return new RegistryException(400, 400, message);
  }

  static RegistryException noSuchPath(final String path) {
    return new RegistryException(404, 404, "HTTP 404 Not Found: " + path);
  }

  static RegistryException noSuchMethod(final String method) {
    return new RegistryException(405, 405, "HTTP 405 Method Not Allowed: " + method);
  }

  static RegistryException tooLarge(final int limit) {
    return new RegistryException(413, 413, "the body is larger than " + limit + " bytes");
  }

  static RegistryException subjectNotFound(final String subject) {
    return new RegistryException(404, 40401, "Subject '" + subject + "' not found.");
  }

  static RegistryException versionNotFound(final String version) {
    return new RegistryException(404, 40402, "Version " + version + " not found.");
  }

  static RegistryException schemaNotFound() {
    return new RegistryException(404, 40403, "Schema not found");
  }

  static RegistryException idNotFound(final String id) {
    return new RegistryException(404, 40403, "Schema " + id + " not found");
  }

  static RegistryException subjectSoftDeleted(final String subject) {
    return new RegistryException(
        404,
        40404,
        "Subject '" + subject + "' was soft deleted. Set permanent=true to delete permanently");
  }

  static RegistryException subjectNotSoftDeleted(final String subject) {
    return new RegistryException(
        404,
        40405,
        "Subject '" + subject + "' was not deleted first before being permanently deleted");
  }

  static RegistryException versionSoftDeleted(final String subject, final int version) {
    return new RegistryException(
        404,
        40406,
        "Subject '%s' Version %d was soft deleted. Set permanent=true to delete permanently"
            .formatted(subject, version));
  }

  static RegistryException versionNotSoftDeleted(final String subject, final int version) {
    return new RegistryException(
        404,
        40407,
        "Subject '%s' Version %d was not deleted first before being permanently deleted"
            .formatted(subject, version));
  }

  static RegistryException noSubjectConfig(final String subject) {
    return new RegistryException(
        404,
        40408,
        "Subject '" + subject + "' does not have subject-level compatibility configured");
  }

  static RegistryException noSubjectMode(final String subject) {
    return new RegistryException(
        404, 40409, "Subject '" + subject + "' does not have subject-level mode configured");
  }

  static RegistryException incompatible(final String subject, final String details) {
    return new RegistryException(
        409,
        409,
        "Schema being registered is incompatible with an earlier schema for subject \"%s\", details: [%s]"
            .formatted(subject, details));
  }

  static RegistryException invalidSchema(final String reason) {
    return new RegistryException(422, 42201, "Invalid schema: " + reason);
  }

  static RegistryException invalidVersion(final String version) {
    return new RegistryException(
        422,
        42202,
        "The specified version '%s' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\""
            .formatted(version));
  }

  static RegistryException invalidLevel(final String level) {
    return new RegistryException(
        422,
        42203,
        "Invalid compatibility level '%s'. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive"
            .formatted(level));
  }

  static RegistryException modeNotPermitted() {
    return new RegistryException(
        422, 42205, "the development registry is always READWRITE; its mode cannot be changed");
  }

  static RegistryException backend(final String reason) {
    return new RegistryException(500, 50001, "Error in the backend data store: " + reason);
  }
}
