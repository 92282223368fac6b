#!/bin/sh
# Creates the namespace "default" unless it is there; one that exists keeps its retention.
set -eu
: "${TEMPORAL_ADDRESS:?}"
attempt=1
until temporal operator cluster health; do
  [ "$attempt" -lt 60 ] || { echo "the Temporal server at $TEMPORAL_ADDRESS did not become healthy" >&2; exit 1; }
  attempt=$((attempt + 1))
  sleep 2
done
temporal operator namespace describe --namespace default >/dev/null 2>&1 ||
  temporal operator namespace create --namespace default --retention 30d
# Until the server has the new namespace in its cache, workers would be refused.
until temporal operator namespace describe --namespace default >/dev/null 2>&1; do sleep 1; done
# As the embedded server has them; see src/temporal/search-attributes.ts.
known="$(temporal operator search-attribute list --namespace default)"
for name in AssayDataset AssayPipeline AssayVariant AssayStatus AssayExperiment AssayComparison; do
  case "$known" in
    *"$name"*) ;;
    *) temporal operator search-attribute create --namespace default --name "$name" --type Keyword ;;
  esac
done
