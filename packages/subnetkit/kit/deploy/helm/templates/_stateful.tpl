{{/* A role that runs once for its hotkey, with a volume. Takes what subnet.pod takes. */}}
{{- define "subnet.stateful" -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  {{- include "subnet.metadata" . | nindent 2 }}
spec:
  serviceName: {{ include "subnet.name" . }}
  # Never more than one: two processes with one hotkey would answer for each other.
  replicas: 1
  podManagementPolicy: OrderedReady
  selector:
    matchLabels:
      {{- include "subnet.selector" . | nindent 6 }}
  template:
    {{- include "subnet.pod" . | nindent 4 }}
  volumeClaimTemplates:
    - metadata:
        name: state
      spec:
        accessModes: [ReadWriteOncePod]
        {{- with .root.Values.storage.className }}
        storageClassName: {{ . }}
        {{- end }}
        resources:
          requests:
            storage: {{ .claim }}
---
{{ include "subnet.service" . }}
---
{{ include "subnet.disruption" . }}
{{- end }}

{{/* Service of a role; without a type it gives names to its pods only. */}}
{{- define "subnet.service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "subnet.metadata" . | nindent 2 }}
spec:
  {{- if .type }}
  type: {{ .type }}
  {{- if ne .type "ClusterIP" }}
  # Limits count by the address of the caller.
  externalTrafficPolicy: Local
  {{- end }}
  {{- else }}
  clusterIP: None
  {{- end }}
  selector:
    {{- include "subnet.selector" . | nindent 4 }}
  ports:
    - name: {{ .port }}
      port: {{ .number }}
      targetPort: {{ .port }}
{{- end }}

{{- define "subnet.disruption" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "subnet.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "subnet.selector" . | nindent 6 }}
{{- end }}

{{/* A role of which there may be several. Takes what subnet.pod takes, and replicas unless something else sets them. */}}
{{- define "subnet.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "subnet.metadata" . | nindent 2 }}
spec:
  {{- with .replicas }}
  replicas: {{ . }}
  {{- end }}
  strategy:
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  selector:
    matchLabels:
      {{- include "subnet.selector" . | nindent 6 }}
  template:
    {{- include "subnet.pod" . | nindent 4 }}
---
{{ include "subnet.disruption" . }}
{{- end }}
