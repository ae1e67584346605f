import { createApp } from 'vue';
import Clusters from './Clusters.vue';

createApp(Clusters).mount('#app');
