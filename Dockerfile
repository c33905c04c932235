# The bulletin's question desk in a container:
#
#   docker build -t bulletin-desk .
#   docker run -p 127.0.0.1:8000:8000 -v bulletin:/data bulletin-desk
#
# The image is all that it needs: at run time nothing is fetched. docs/operations.md says the rest.

FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/bulletin
# PyTorch for the CPU first, or pip would bring CUDA; by itself, so that a change of the code does not load it again
COPY constraints.txt ./
ARG TORCH_CPU_INDEX=https://download.pytorch.org/whl/cpu
RUN /opt/bulletin/bin/pip install --no-cache-dir --index-url "$TORCH_CPU_INDEX" "$(grep '^torch==' constraints.txt)"
COPY pyproject.toml README.md LICENSE ./
COPY corpus corpus
COPY index index
COPY qa qa
COPY api api
RUN /opt/bulletin/bin/pip install --no-cache-dir --constraint constraints.txt '.[documents,mcp]'

FROM python:3.11-slim
# OpenMP, which PyTorch and FAISS compute with, is not in the slim image
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin bulletin && install -d -o bulletin -g bulletin /data
COPY --from=build /opt/bulletin /opt/bulletin
ENV PATH=/opt/bulletin/bin:$PATH BULLETIN_DATA=/data HF_HUB_OFFLINE=1 PYTHONDONTWRITEBYTECODE=1
USER bulletin
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["bulletin", "serve", "--host", "0.0.0.0", "--port", "8000"]
