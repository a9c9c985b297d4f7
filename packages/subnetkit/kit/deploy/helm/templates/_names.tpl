{{/* Name of an object of a role. Takes a dict with role and root. */}}
{{- define "subnet.name" -}}
{{ printf "%s-%s" .root.Release.Name .role | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Labels by which the objects of a role find each other. */}}
{{- define "subnet.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{- define "subnet.labels" -}}
{{ include "subnet.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "subnet.metadata" -}}
name: {{ include "subnet.name" . }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "subnet.labels" . | nindent 2 }}
{{- end }}

{{- define "subnet.image" -}}
{{- $image := .root.Values.image -}}
{{- $digest := index $image.digests .role -}}
{{ $image.repository }}-{{ .role }}{{ if $digest }}@{{ $digest }}{{ else }}:{{ $image.tag }}{{ end }}
{{- end }}
