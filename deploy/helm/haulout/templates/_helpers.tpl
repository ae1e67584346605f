{{- define "haulout.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "haulout.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "haulout.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "haulout.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "haulout.selectorLabels" -}}
app.kubernetes.io/name: {{ include "haulout.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "haulout.labels" -}}
{{ include "haulout.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "haulout.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "haulout.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end }}

{{- define "haulout.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end }}

{{/* Whether there is a Secret, of the chart or of the operator. */}}
{{- define "haulout.hasSecret" -}}
{{- if or .Values.secret.existingSecret .Values.secret.sealKeys .Values.secret.clientSecret -}}true{{- end -}}
{{- end }}

{{- define "haulout.hasSealKeys" -}}
{{- if or .Values.secret.existingSecret .Values.secret.sealKeys -}}true{{- end -}}
{{- end }}

{{- define "haulout.hasClientSecret" -}}
{{- if .Values.secret.existingSecret -}}
{{- if .Values.secret.hasClientSecret -}}true{{- end -}}
{{- else if .Values.secret.clientSecret -}}true{{- end -}}
{{- end }}

{{- define "haulout.secretName" -}}
{{- default (include "haulout.fullname" .) .Values.secret.existingSecret -}}
{{- end }}

{{/* The configuration file: the operator's fields take precedence over the chart's. */}}
{{- define "haulout.config" -}}
{{- $chart := dict -}}
{{- if include "haulout.hasSealKeys" . -}}
{{- $_ := set $chart "sealKeysFile" "/run/secrets/haulout/seal-keys" -}}
{{- end -}}
{{- if include "haulout.hasClientSecret" . -}}
{{- $_ := set $chart "issuer" (dict "clientSecretFile" "/run/secrets/haulout/client-secret") -}}
{{- end -}}
{{- if .Values.tls.secretName -}}
{{- $_ := set $chart "tls" (dict "certificateFile" "/run/secrets/haulout-tls/tls.crt" "keyFile" "/run/secrets/haulout-tls/tls.key") -}}
{{- end -}}
{{- $config := mergeOverwrite $chart (deepCopy .Values.config) -}}
{{- $sealed := ne (default "sealed" (get $config "tokens")) "page" -}}
{{- $several := or (gt (int .Values.replicaCount) 1) .Values.autoscaling.enabled -}}
{{- if and $sealed $several (not (get $config "sealKeysFile")) -}}
{{- fail "several replicas need secret.existingSecret or secret.sealKeys: without shared keys, each replica ends the sessions of the others" -}}
{{- end -}}
{{- toYaml $config -}}
{{- end }}

{{- define "haulout.hostname" -}}
{{- (urlParse .Values.config.publicUrl).host | splitList ":" | first -}}
{{- end }}

{{- define "haulout.path" -}}
{{- default "/" ((urlParse .Values.config.publicUrl).path | trimSuffix "/") -}}
{{- end }}
