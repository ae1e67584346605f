import { mount } from 'svelte';
import Clusters from './Clusters.svelte';

mount(Clusters, { target: document.getElementById('app') });
