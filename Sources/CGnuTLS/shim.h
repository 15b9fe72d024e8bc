#pragma once
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

// gnutls_free is a variable that holds a function.
static inline void vuelve_gnutls_free(void *bytes) { gnutls_free(bytes); }
